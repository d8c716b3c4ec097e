namespace Mesh.Providers.Egress.Fetching;

/// <summary>A URL is not fetched; the message says why, in words for the caller.</summary>
/// <param name="message">Why, as the end of a sentence that begins with the URL.</param>
public sealed class FetchRefusedException(string message) : Exception(message);
