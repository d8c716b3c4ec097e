using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>What a caller understands beside plain answers.</summary>
internal static class CallerAccepts
{
    /// <summary>The header: <c>reset</c>, <c>splice</c> and <c>plan</c>, with commas between.</summary>
    public const string Header = "x-mesh-accepts";

    private const int Longest = 256;

    /// <summary>What the request says. A newer caller may name other signals, which this silo never sends.</summary>
    /// <exception cref="MeshException">invalid_request: longer than any list of signals.</exception>
    public static CallerSignals Of(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
        {
            return CallerSignals.None;
        }

        var text = values.ToString();
        if (text.Length > Longest)
        {
            throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", $"'{Header}' is longer than {Longest} characters; name each signal once.", Header);
        }

        var signals = CallerSignals.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            signals |= word.Equals("reset", StringComparison.OrdinalIgnoreCase) ? CallerSignals.Reset
                : word.Equals("splice", StringComparison.OrdinalIgnoreCase) ? CallerSignals.Splice
                : word.Equals("plan", StringComparison.OrdinalIgnoreCase) ? CallerSignals.Plan
                : CallerSignals.None;
        }

        return signals;
    }
}
