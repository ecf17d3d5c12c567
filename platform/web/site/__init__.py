"""The site around every page: middleware, context, errors, language, brand, health."""
