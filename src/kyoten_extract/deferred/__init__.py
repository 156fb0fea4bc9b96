"""What a module defines and one run seldom uses is made when it is first used."""
