"""A simulated subscription company: consistent tables, planted incidents, and the truth of them."""

from boardroom.simulate.company.incident import Incident, read_incidents
from boardroom.simulate.company.spec import Company, CompanySpec, Planting
from boardroom.simulate.company.write import write_company

__all__ = ["Company", "CompanySpec", "Incident", "Planting", "read_incidents", "write_company"]
