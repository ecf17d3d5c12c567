"""Tenancy, and what all tenants share in the schema `public`.

Tenancy: Tenant and Domain, the database backend with a login for each tenant, seats, grants, provisioning, migration,
jobs. Shared: law and calendar (`law`), area codes and boundaries (`areas`), ledger and facts (`ledger`), papers
between the Ombudsman and the cities (`supervision`), and the rules by which published figures hide small cells
(`disclosure`). The lowest layer: everything may import it, and it imports nothing of the project.
"""
