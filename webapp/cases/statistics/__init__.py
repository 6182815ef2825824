"""Statistics (统计): figures out of the registers, for a period, by what they are about."""
