namespace Mesh.Cli.Terminals;

/// <summary>A column of a table.</summary>
/// <param name="Header">Its header.</param>
/// <param name="IsNumber">Whether it stands to the right.</param>
internal sealed record Column(string Header, bool IsNumber = false)
{
    /// <summary>A column of texts.</summary>
    public static implicit operator Column(string header) => new(header);

    /// <summary>A column of numbers.</summary>
    public static Column Number(string header) => new(header, IsNumber: true);
}
