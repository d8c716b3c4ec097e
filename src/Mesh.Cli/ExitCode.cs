namespace Mesh.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>It went well.</summary>
    public const int Ok = 0;

    /// <summary>The mesh or the input was refused.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The mesh cannot be reached.</summary>
    public const int Unreachable = 3;

    /// <summary>Ended by its user, as shells number it.</summary>
    public const int Ended = 130;
}
