"""What holds for every test."""

from hypothesis import settings

# The same examples on every run: a change, and not chance, decides whether the suite passes. To look for new ones:
# pytest --hypothesis-profile=search
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("same")
