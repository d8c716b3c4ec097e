using Mesh.Contracts.Cluster;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;

namespace Mesh.Providers.OpenAI.Errors;

/// <summary>Reads what a worker's relay says for itself, apart from what its engine answers.</summary>
internal static class RelayRefusal
{
    /// <summary>The fault; null where the engine itself answered.</summary>
    public static UpstreamException? Of(string endpoint, HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues(RelayWord.Header, out var values))
        {
            return null;
        }

        var word = values.ToString();
        UpstreamFaultKind? kind = word switch
        {
            RelayWord.Full => UpstreamFaultKind.Full,
            RelayWord.Draining or RelayWord.Unknown => UpstreamFaultKind.Leaving,
            RelayWord.Unreachable => UpstreamFaultKind.Unreachable,
            RelayWord.Broken => UpstreamFaultKind.Broken,
            _ => null,
        };
        return kind is null ? null : new UpstreamException(kind.Value, new UpstreamFailure { Endpoint = endpoint, Code = $"relay_{word}" });
    }
}
