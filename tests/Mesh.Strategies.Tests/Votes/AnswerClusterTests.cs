using CsCheck;
using Mesh.Strategies.Votes.Clusters;

namespace Mesh.Strategies.Tests.Votes;

public sealed class AnswerClusterTests
{
    private static readonly string[] s_words = ["red", "blue", "green", "cat", "dog", "runs", "sleeps", "here"];
    private static readonly Gen<string[]> s_texts = Gen.Int[0, s_words.Length - 1].Array[1, 5].Select(w => string.Join(' ', w.Select(i => s_words[i]))).Array[1, 8];

    [Fact]
    public void Clusters_InAnyOrder_AreTheSame() => s_texts.Sample(texts =>
    {
        string[] reversed = [.. texts.Reverse()];
        var (one, other) = (AnswerClusters.Medoids(texts, LexicalSimilarity.Of), AnswerClusters.Medoids(reversed, LexicalSimilarity.Of));
        Assert.Equal(texts.Select((t, i) => texts[one[i]]), reversed.Select((t, i) => reversed[other[i]]).Reverse());
    });

    [Fact]
    public void Similarity_OfAnyTwo_IsSymmetricAndBetween0And1() => s_texts.Sample(texts =>
        texts.All(t => LexicalSimilarity.Of(t, texts[0]) is >= 0 and <= 1.0000001 and var s && Math.Abs(s - LexicalSimilarity.Of(texts[0], t)) < 1e-9 && LexicalSimilarity.Of(t, t) > 0.999));

    [Fact]
    public void Paraphrases_OfTwoAnswers_AreTwoClusters()
    {
        string[] texts =
        [
            "The meeting was moved to Friday because the room is being painted.",
            "Because the room is being painted, the meeting was moved to Friday.",
            "The meeting was moved to Friday, since the room is being painted.",
            "Sales fell by a third after the price had been raised twice.",
        ];
        var medoids = AnswerClusters.Medoids(texts, LexicalSimilarity.Of);
        Assert.Equal(medoids[0], medoids[1]);
        Assert.Equal(medoids[0], medoids[2]);
        Assert.Equal(3, medoids[3]);
    }

    [Fact]
    public void Similarity_ThatIsInjected_Decides()
    {
        string[] texts = ["yes", "certainly", "no"];
        Assert.Equal([0, 0, 2], AnswerClusters.Medoids(texts, (a, b) => a != "no" && b != "no" ? 1 : 0).Select(m => m == 1 ? 0 : m));
        Assert.Equal(1.0 / 3, AnswerClusters.MeanLikeness(texts, (a, b) => a != "no" && b != "no" ? 1 : 0), 9);
    }

    [Fact]
    public void Texts_BeyondTheBound_AreRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AnswerClusters.Medoids([.. Enumerable.Repeat("a", AnswerClusters.MostTexts + 1)], LexicalSimilarity.Of));
}
