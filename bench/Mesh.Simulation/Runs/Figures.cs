namespace Mesh.Simulation.Runs;

/// <summary>A router's own work at each engine.</summary>
public sealed class Figures(int engines)
{
    /// <summary>Prompt tokens without a first token, as far as they are taken not to be cached.</summary>
    public double[] Unread { get; } = new double[engines];

    /// <summary>Requests without a first token.</summary>
    public double[] Prompts { get; } = new double[engines];

    /// <summary>Requests under way.</summary>
    public double[] Streams { get; } = new double[engines];

    /// <summary>Cache tokens promised to them.</summary>
    public double[] Held { get; } = new double[engines];

    /// <summary>Adds another one's, or takes them away.</summary>
    public void Add(Figures other, double sign)
    {
        for (var i = 0; i < engines; i++)
        {
            Unread[i] += sign * other.Unread[i];
            Prompts[i] += sign * other.Prompts[i];
            Streams[i] += sign * other.Streams[i];
            Held[i] += sign * other.Held[i];
        }
    }

    /// <summary>Becomes what another one is.</summary>
    public void Copy(Figures other)
    {
        other.Unread.CopyTo(Unread, 0);
        other.Prompts.CopyTo(Prompts, 0);
        other.Streams.CopyTo(Streams, 0);
        other.Held.CopyTo(Held, 0);
    }
}
