#!/bin/sh
# Run once by PostgreSQL's image, when its data folder is empty: the owner of the installation and its database. The
# owner may make roles and databases, but is no superuser.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
     --set password="$(cat /run/secrets/owner_password)" <<'SQL'
CREATE ROLE laksa LOGIN CREATEROLE CREATEDB PASSWORD :'password';
CREATE DATABASE laksa OWNER laksa;
SQL
