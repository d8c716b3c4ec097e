using Mesh.Strategies.Votes.Fitting;

namespace Mesh.RouterEval.Votes;

/// <summary>A way to answer, chosen and fitted on some questions and played on others.</summary>
/// <param name="Name">Its row in the tables.</param>
/// <param name="IsFixed">Whether it is one that a route could be set to by hand, so that `auto` is measured against it.</param>
/// <param name="Fit">From training questions to what it makes of any question, and what was chosen in words.</param>
internal sealed record Method(string Name, bool IsFixed, Func<TrainingRows, (Func<RecordedQuestion, Played> Play, string Chosen)> Fit);
