namespace Mesh.Routing.Learning;

/// <summary>What a learned router consists of.</summary>
/// <param name="Vocabulary">Known features.</param>
/// <param name="Wide">A regression a model over all features.</param>
/// <param name="Auxiliary">How hard other sources' prompts were, a head a source; none where there were no others.</param>
/// <param name="Embedding">Words as short vectors.</param>
/// <param name="Kinds">Labelled kinds of prompts.</param>
/// <param name="Clusters">Kinds found without labels.</param>
/// <param name="Ridge">Second stage: linear.</param>
/// <param name="Trees">Second stage: trees, a head a model (one for a pair).</param>
/// <param name="Blend">The last step.</param>
internal sealed record LearnedParts(
    Vocabulary Vocabulary,
    LinearHeads Wide,
    LinearHeads Auxiliary,
    WordEmbedding Embedding,
    GroupPosterior Kinds,
    GroupPosterior Clusters,
    DenseHeads Ridge,
    RegressionTrees[] Trees,
    Blend Blend);
