using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Which signals a caller of a stream understands.</summary>
internal static class SignalMapping
{
    private const int Most = 32;

    /// <summary>The signals that both sides know. A newer caller may name others, which this silo never sends.</summary>
    /// <exception cref="MeshException">invalid_request: the zero value says nothing.</exception>
    public static IReadOnlySet<V1.Signal> Accepted(IReadOnlyList<V1.Signal> accepts)
    {
        if (accepts.Count > Most)
        {
            throw Fields.Invalid("accepts", $"'accepts' holds more than {Most} signals; name each once.");
        }

        for (var i = 0; i < accepts.Count; i++)
        {
            if (accepts[i] == V1.Signal.Unspecified)
            {
                throw Fields.Invalid($"accepts[{i}]", $"'accepts[{i}]' must name a signal, or be left out.");
            }
        }

        return accepts.ToHashSet();
    }

    /// <summary>Those that change what becomes of an answer.</summary>
    public static CallerSignals ToContract(IReadOnlySet<V1.Signal> accepted) =>
        (accepted.Contains(V1.Signal.Reset) ? CallerSignals.Reset : CallerSignals.None) | (accepted.Contains(V1.Signal.Splice) ? CallerSignals.Splice : CallerSignals.None);
}
