namespace Mesh.Trust;

/// <summary>
/// The secret that silos share, as it is written: one a line. The first is used, all are accepted, so that a cluster changes its secret
/// without a stop: add the new one below everywhere, then put it first everywhere, then take the old one away.
/// </summary>
internal static class ClusterSecret
{
    // A public key goes over the wire that a guess can be checked against, so the secret must be beyond guessing.
    private const int LeastLength = 32;
    private const int LeastDistinct = 10;
    private const int Most = 4;

    /// <summary>Reads the secrets, first the one in use.</summary>
    /// <exception cref="ArgumentException">There is none, there are too many, or one could be guessed. The message holds no part of it.</exception>
    public static IReadOnlyList<string> Parse(string text)
    {
        var secrets = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return secrets.Length switch
        {
            0 => throw new ArgumentException("holds no secret. Make one with 'openssl rand -base64 32'."),
            > Most => throw new ArgumentException($"holds {secrets.Length} lines; at most {Most} secrets are accepted. Take the old ones away."),
            _ when secrets.Any(s => s.Length < LeastLength || s.Distinct().Count() < LeastDistinct) =>
                throw new ArgumentException($"is too easy to guess: {LeastLength} characters or more, at random. Make one with 'openssl rand -base64 32'."),
            _ => secrets,
        };
    }
}
