"""Made-up companies to try Boardroom on."""
