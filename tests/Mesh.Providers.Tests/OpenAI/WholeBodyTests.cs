using System.Net.Http.Headers;
using CsCheck;
using Mesh.Providers.OpenAI.Answers;

namespace Mesh.Providers.Tests.OpenAI;

public sealed class WholeBodyTests
{
    // Around the first read, around pieces of 1 MiB, and several of them.
    private static readonly Gen<int> s_length = Gen.OneOf(
        Gen.Int[0, 300], Gen.Int[4090, 4100], Gen.Int[8180, 8200], Gen.Int[(1024 * 1024) - 3, (1024 * 1024) + 3], Gen.Int[0, 5 * 1024 * 1024]);

    [Fact]
    public async Task Body_OfAnyLengthInAnyPieces_IsReadAsItIs() =>
        await Gen.Select(s_length, Gen.Int[1, 300_000], Gen.Bool).SampleAsync(
            async (length, piece, announced) =>
            {
                var sent = Bytes(length);
                using var response = Response(sent, piece, announced);

                var read = await OpenAIBodyAnswer.ReadBoundedAsync(response, OpenAIBodyAnswer.MaxBodyBytes, CancellationToken.None);

                Assert.True(read.Span.SequenceEqual(sent));
            },
            iter: 200);

    [Fact]
    public async Task Body_IsTakenUpToItsBoundAndNotAByteFurther() =>
        await Gen.Select(s_length, Gen.Int[1, 300_000], Gen.Bool).SampleAsync(
            async (most, piece, announced) =>
            {
                using var fits = Response(Bytes(most), piece, announced);
                using var tooLong = Response(Bytes(most + 1), piece, announced);

                Assert.Equal(most, (await OpenAIBodyAnswer.ReadBoundedAsync(fits, most, CancellationToken.None)).Length);
                await Assert.ThrowsAsync<InvalidDataException>(() => OpenAIBodyAnswer.ReadBoundedAsync(tooLong, most, CancellationToken.None));
            },
            iter: 100);

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static HttpResponseMessage Response(byte[] sent, int piece, bool announced)
    {
        var content = new StreamContent(new PiecewiseStream([.. sent.Chunk(piece)]));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentLength = announced ? sent.Length : null;
        return new HttpResponseMessage { Content = content };
    }
}
