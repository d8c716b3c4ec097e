using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Mesh.Strategies.Reviews;

/// <summary>Ids of reviews. The same place of the same run has the same one, so that a walk that begins again finds its review.</summary>
public static class ReviewIds
{
    private const string Prefix = "rv_";
    private const int Bytes = 15;

    /// <summary>The id.</summary>
    /// <param name="run">What the run is known by.</param>
    /// <param name="path">The node's place in its plan, from the root.</param>
    public static string Of(string run, string path) => Prefix + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{run}\n{path}")).AsSpan(0, Bytes));

    /// <summary>Whether a text can be the id of a review.</summary>
    public static bool IsOne(string text) => text.Length == Prefix.Length + (Bytes * 4 / 3) && text.StartsWith(Prefix, StringComparison.Ordinal) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
