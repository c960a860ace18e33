"""The real things tests run against: a WordPress and a Windows share on loopback, made from the distribution's packages."""
