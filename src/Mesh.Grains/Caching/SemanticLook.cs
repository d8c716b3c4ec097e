using Mesh.Contracts.Caching;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Caching.Semantic;

namespace Mesh.Grains.Caching;

/// <summary>What a look for a question in other words found, and what it takes to keep this one's answer for others.</summary>
/// <param name="Note">What is told of it.</param>
/// <param name="Answer">The answer; null when there is none to give.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Place">Where the question belongs.</param>
/// <param name="Vector">Its direction; null when none came.</param>
internal sealed record SemanticLook(SemanticNote Note, RecordedAnswer? Answer, string Question, SemanticPlace Place, UnitVector? Vector);
