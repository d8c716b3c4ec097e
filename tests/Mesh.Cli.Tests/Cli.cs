using Mesh.Cli.Terminals;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Cli.Tests;

/// <summary>Runs commands in this process, with texts for streams.</summary>
internal sealed class Cli
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private Func<string> _seen = () => "";

    public string Input { get; init; } = "";

    /// <summary>What the command that runs, or ran last, has written.</summary>
    public string Seen => _seen();

    /// <summary>Whether a person sits at the terminal.</summary>
    public bool IsPerson { get; init; }

    public Dictionary<string, string> Environment { get; } = [];

    public TimeProvider? Time { get; init; }

    public async Task<CliResult> RunAsync(IEnumerable<string> args, CancellationToken cancellationToken = default)
    {
        using var output = new SeenText();
        using var error = new SeenText();
        _seen = output.ToString;
        var terminal = new Terminal
        {
            In = new StringReader(Input),
            Out = output,
            Error = error,
            IsInputTyped = IsPerson,
            IsOutputSeen = IsPerson,
            IsErrorSeen = IsPerson,
            Width = 200,
            Environment = name => Environment.GetValueOrDefault(name),
            Time = Time ?? TimeProvider.System,
        };
        var code = await MeshCommandLine.RunAsync([.. args], terminal, cancellationToken);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    public Task<CliResult> RunAsync(params string[] args) => RunAsync(args, CancellationToken.None);

    public static FakeTimeProvider Clock() => new(Now);
}
