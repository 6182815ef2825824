"""The pages. A view only translates: it reads the form, calls one use case, chooses a page.

One blueprint per audience; each blueprint's package lists its addresses with their permissions.
Flask is known to this package alone.
"""

from webapp.views.app import create_app

__all__ = ["create_app"]
