using System.Text.Json;

namespace Mesh.Testing.Faults;

/// <summary>The faults' names on the wire and on paper: <c>Status429RetryAfter</c> is <c>status429-retry-after</c>.</summary>
public static class FaultNames
{
    private static readonly Dictionary<string, Fault> s_byName = Enum.GetValues<Fault>().ToDictionary(Of);

    /// <summary>The name of a fault.</summary>
    public static string Of(Fault fault) => JsonNamingPolicy.KebabCaseLower.ConvertName(fault.ToString());

    /// <summary>The fault of a name; null when there is none.</summary>
    public static Fault? Find(string name) => s_byName.TryGetValue(name, out var fault) ? fault : null;

    /// <summary>The faults that an answer can play, the listener's left out.</summary>
    public static IReadOnlyList<Fault> Answered { get; } =
        [.. Enum.GetValues<Fault>().Where(f => f is not (Fault.None or Fault.Refused or Fault.UntrustedCertificate or Fault.ExpiredCertificate))];
}
