"""Does the model reproduce 2016 to 2025? The backcast beside the published figures."""
