using System.Text.Json;
using CsCheck;
using Mesh.Client.Answers;
using Mesh.Client.Errors;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Tests.Mapping;

public sealed class StreamedAnswerProperties
{
    private static readonly Gen<string> s_text = Gen.String[Gen.Char['\u0020', '\u2fff'], 0, 30];
    private static readonly Gen<(string Name, string Arguments)[]> s_calls =
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 10], Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 5], s_text)[0, 4], (name, arguments) => (name, JsonSerializer.Serialize(arguments))).Array[0, 5];

    [Fact]
    public void Calls_CutAndMixedInAnyWay_ComeOutWholeInTheirOrder() => Gen.Select(s_calls, Gen.Int[0, int.MaxValue]).Sample((calls, seed) =>
    {
        var assembly = new ToolCallAssembly();
        foreach (var piece in Mixed(calls, new Random(seed)))
        {
            assembly.Add(piece);
        }

        var whole = assembly.Take();
        Assert.Equal(calls.Select((c, i) => ($"id{i}", c.Name)), whole.Select(c => (c.CallId, c.Name)));
        Assert.Equal(calls.Select(c => c.Arguments), whole.Select(c => ((V1.ToolCall)c.RawRepresentation!).ArgumentsJson));
        Assert.All(whole, c => Assert.Null(c.Exception));
        Assert.Empty(assembly.Take());
    });

    [Fact]
    public void Text_InAnyPieces_IsTheirSum() => Gen.Select(s_text.Array[0, 20], s_text.Array[0, 5]).Sample((said, thought) =>
    {
        var answer = new StreamedAnswer(reasoning: true);
        List<ChatResponseUpdate> updates = [.. answer.Take(new V1.StreamResponse { Start = new V1.Start { DecisionId = "d", Model = "m" } })];
        updates.AddRange(thought.SelectMany(t => answer.Take(new V1.StreamResponse { Delta = new V1.Delta { Reasoning = t } })));
        updates.AddRange(said.SelectMany(t => answer.Take(new V1.StreamResponse { Delta = new V1.Delta { Content = t } })));
        updates.AddRange(answer.Take(new V1.StreamResponse { Delta = new V1.Delta { FinishReason = "stop" } }));
        updates.AddRange(answer.Take(new V1.StreamResponse { Done = new V1.Done { Outcome = new V1.Outcome { DecisionId = "d", Model = "m", Endpoint = "e" } } }));
        answer.ThrowIfNotWhole();

        var response = updates.ToChatResponse();
        Assert.Equal(string.Concat(said), response.Text);
        Assert.Equal(string.Concat(thought), string.Concat(response.Messages.Single().Contents.OfType<TextReasoningContent>().Select(r => r.Text)));
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    });

    [Fact]
    public void Calls_OverTheBounds_BreakTheAnswerOff()
    {
        var many = new ToolCallAssembly();
        for (var i = 0; i < ToolCallAssembly.MostCalls; i++)
        {
            many.Add(new V1.ToolCallDelta { Call = i });
        }

        var big = new ToolCallAssembly();
        var piece = new string('x', ToolCallAssembly.MostCharacters / 2);
        big.Add(new V1.ToolCallDelta { Arguments = piece });
        big.Add(new V1.ToolCallDelta { Arguments = piece });

        Assert.Equal("tool_calls_too_large", Assert.Throws<MeshClientException>(() => many.Add(new V1.ToolCallDelta { Call = ToolCallAssembly.MostCalls })).Reason);
        Assert.Equal("tool_calls_too_large", Assert.Throws<MeshClientException>(() => big.Add(new V1.ToolCallDelta { Arguments = "x" })).Reason);
    }

    [Fact]
    public void Refusal_LongerThanIsKept_ComesInSeveralContentsAndWhole()
    {
        var answer = new StreamedAnswer(reasoning: true);
        var piece = new string('n', (StreamedAnswer.MostKept / 2) + 1);
        V1.StreamResponse[] events =
        [
            .. Enumerable.Repeat(new V1.StreamResponse { Delta = new V1.Delta { Refusal = piece } }, 3),
            new V1.StreamResponse { Delta = new V1.Delta { FinishReason = "stop" } },
        ];

        var refusals = events.SelectMany(answer.Take).SelectMany(u => u.Contents).OfType<ErrorContent>().Select(e => e.Message.Length);

        Assert.Equal([piece.Length * 2, piece.Length], refusals);
    }

    [Fact]
    public void Stream_EndsWithoutDone_IsAnInterruption()
    {
        var answer = new StreamedAnswer(reasoning: true);
        answer.Take(new V1.StreamResponse { Start = new V1.Start() });

        Assert.Equal(MeshErrorCode.Interrupted, Assert.Throws<MeshClientException>(answer.ThrowIfNotWhole).Code);
    }

    [Fact]
    public void Stream_SaysInterruptedAndEnds_GivesItsCodeAndReason()
    {
        var answer = new StreamedAnswer(reasoning: true);
        answer.Take(new V1.StreamResponse { Interrupted = new V1.Interrupted { Code = "deadline_exceeded", Reason = "late", Message = "Too late." } });

        var e = Assert.Throws<MeshClientException>(answer.ThrowIfNotWhole);
        Assert.Equal((MeshErrorCode.DeadlineExceeded, "late", "Too late."), (e.Code, e.Reason, e.Message));
    }

    [Fact]
    public void Stream_ResetThatWasNotAccepted_IsNeverASplice() =>
        Assert.Equal("signal_not_accepted", Assert.Throws<MeshClientException>(() => new StreamedAnswer(true).Take(new V1.StreamResponse { Reset = new V1.Reset() })).Reason);

    private static IEnumerable<V1.ToolCallDelta> Mixed((string Name, string Arguments)[] calls, Random random)
    {
        var left = calls.Select((c, i) => (Call: i, c.Name, Left: c.Arguments, Begun: false)).ToList();
        while (left.Count > 0)
        {
            var at = random.Next(left.Count);
            var (call, name, rest, begun) = left[at];
            var cut = random.Next(0, Math.Min(rest.Length, 8) + 1);
            yield return new V1.ToolCallDelta { Call = call, Id = begun ? "" : $"id{call}", Name = begun ? "" : name, Arguments = rest[..cut] };
            left[at] = (call, name, rest[cut..], true);
            if (cut == rest.Length)
            {
                left.RemoveAt(at);
            }
        }
    }
}
