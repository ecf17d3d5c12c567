"""The database backend of Laksa: search path and role move together, and a failed move stops the request."""
