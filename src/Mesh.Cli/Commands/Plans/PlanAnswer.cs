using System.Text;
using Grpc.Core;
using Mesh.Cli.Failures;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Plans;

/// <summary>The answer to a plan, as it comes.</summary>
/// <param name="call">The call.</param>
internal sealed class PlanAnswer(AsyncServerStreamingCall<V1.StreamResponse> call)
{
    private readonly StringBuilder _text = new();

    /// <summary>Its text until now.</summary>
    public string Text => _text.ToString();

    /// <summary>What the nodes have done until now; null before anything is known of them.</summary>
    public V1.NodeReport? Plan { get; private set; }

    /// <summary>How it came about; null before it is whole.</summary>
    public V1.Outcome? Outcome { get; private set; }

    /// <summary>Reads it to its end.</summary>
    /// <param name="changed">Called after each piece, with the text that has come in it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandFailure">It broke off.</exception>
    public async Task ReadAsync(Func<string, Task> changed, CancellationToken cancellationToken)
    {
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var piece = call.ResponseStream.Current;
            switch (piece.EventCase)
            {
                case V1.StreamResponse.EventOneofCase.Delta:
                    _text.Append(piece.Delta.Content).Append(piece.Delta.Refusal);
                    await changed(piece.Delta.Content + piece.Delta.Refusal);
                    break;
                case V1.StreamResponse.EventOneofCase.Plan:
                    Plan = piece.Plan.Root;
                    await changed("");
                    break;
                case V1.StreamResponse.EventOneofCase.Done:
                    Outcome = piece.Done.Outcome;
                    Plan = Outcome.Plan ?? Plan;
                    await changed("");
                    break;
                case V1.StreamResponse.EventOneofCase.Interrupted:
                    throw new CommandFailure($"The answer broke off: {piece.Interrupted.Message}", piece.Interrupted.RetryCanHelp ? "Run it again." : null);
            }
        }
    }
}
