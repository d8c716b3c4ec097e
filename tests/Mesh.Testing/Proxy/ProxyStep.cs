namespace Mesh.Testing.Proxy;

/// <summary>One step of a script.</summary>
/// <param name="After">Time since the step before.</param>
/// <param name="Faults">What holds from then on.</param>
/// <param name="ResetsAll">Whether the connections that stand are reset first.</param>
public sealed record ProxyStep(TimeSpan After, ProxyFaults Faults, bool ResetsAll = false);
