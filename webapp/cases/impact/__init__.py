"""What a proposal would change for cases: scenarios that end otherwise, and advice that past cases would get otherwise."""
