using System.Diagnostics;
using CsCheck;
using Xunit.Abstractions;

namespace Mesh.Conversations.Tests.Model;

/// <summary>Random commands, over a log that fails before a write, after it, applies it late or twice, against a small model of the protocol.</summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    [Fact]
    public void Commands_ASliceOfTheirSequences_AreAnsweredAsTheModelSays() => Sample(10_000);

    [Fact]
    [Trait("Length", "Long")]
    public void Commands_AHundredThousandSequences_AreAnsweredAsTheModelSays() => Sample(100_000);

    private void Sample(int sequences)
    {
        var began = Stopwatch.GetTimestamp();
        long commands = 0;
        Command.Sequences.Sample(
            sequence =>
            {
                ModelRun.Hold(sequence);
                Interlocked.Add(ref commands, sequence.Length);
            },
            iter: sequences,
            print: sequence => string.Join('\n', sequence.Select(c => c.ToString())));
        output.WriteLine($"{sequences} sequences of {commands} commands in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");
    }
}
