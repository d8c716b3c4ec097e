namespace Mesh.Load.Overload;

/// <summary>One request of an open loop.</summary>
/// <param name="Second">When it was due, in seconds from the loop's begin.</param>
/// <param name="Milliseconds">Time from when it was due, not from when it was sent: a generator that falls behind hides nothing.</param>
/// <param name="Late">Milliseconds of it that passed before it was sent: the generator's own share, and the machine's.</param>
/// <param name="Kind">How it ended.</param>
internal readonly record struct OpenLoopAnswer(double Second, double Milliseconds, double Late, AnswerKind Kind);
