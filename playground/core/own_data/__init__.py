"""The user's own P_data: points, pictures, words and Gaussians, as one checked text inside the experiment."""
