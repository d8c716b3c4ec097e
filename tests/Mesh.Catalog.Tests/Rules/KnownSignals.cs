using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;

namespace Mesh.Catalog.Tests.Rules;

/// <summary>Signals as a test sets them; counts what is read.</summary>
internal sealed class KnownSignals : IRequestSignals
{
    public TaskReading Reading { get; init; } = new("chat", 1);

    public double Hard { get; init; } = 0.2;

    public string Spoken { get; init; } = "en";

    public string Said { get; init; } = "";

    public long Counted { get; init; } = 100;

    public int Before { get; init; }

    public IReadOnlyList<DataKind> Finds { get; init; } = [];

    /// <summary>The names of what was read, in order.</summary>
    public List<string> Reads { get; } = [];

    public ModelCapabilities Modalities => Read("modalities", ModelCapabilities.Text);

    public string Language => Read("language", Spoken);

    public TaskReading Task => Read("task", Reading);

    public double Complexity => Read("complexity", Hard);

    public long Tokens => Read("tokens", Counted);

    public int Turns => Read("turns", Before);

    public IReadOnlyList<DataKind> Found => Read("found", Finds);

    public string Text(string which) => Read(which, Said);

    private T Read<T>(string name, T value)
    {
        Reads.Add(name);
        return value;
    }
}
