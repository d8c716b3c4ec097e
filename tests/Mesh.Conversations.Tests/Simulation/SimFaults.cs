namespace Mesh.Conversations.Tests.Simulation;

/// <summary>How often something goes wrong, in a thousand.</summary>
/// <param name="OfStore">Calls of the store, for each of: request lost, applied late, applied twice, reply lost.</param>
/// <param name="Kills">Draws at which a silo dies.</param>
/// <param name="Stalls">Draws at which a silo stands still or goes on.</param>
/// <param name="Passing">Draws at which time passes.</param>
/// <param name="Impatience">Calls of clients that they give up before they are answered.</param>
internal sealed record SimFaults(int OfStore, int Kills, int Stalls, int Passing, int Impatience)
{
    /// <summary>Most things go well.</summary>
    public static readonly SimFaults Usual = new(20, 4, 8, 10, 60);

    /// <summary>A bad day.</summary>
    public static readonly SimFaults Heavy = new(60, 12, 20, 30, 150);

    /// <summary>Nothing goes wrong, two activations apart.</summary>
    public static readonly SimFaults None = new(0, 0, 0, 0, 0);
}
