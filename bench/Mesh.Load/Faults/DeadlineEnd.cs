namespace Mesh.Load.Faults;

/// <summary>How a call with a deadline ended.</summary>
/// <param name="Took">From its begin to its end.</param>
/// <param name="How">The error's code or status, or <c>whole</c>.</param>
internal readonly record struct DeadlineEnd(TimeSpan Took, string How);
