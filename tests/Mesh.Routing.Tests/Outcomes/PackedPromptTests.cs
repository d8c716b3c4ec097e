using CsCheck;
using Mesh.Routing.Learning;
using Mesh.Routing.Outcomes;
using Mesh.Routing.Tests.Learning;

namespace Mesh.Routing.Tests.Outcomes;

public sealed class PackedPromptTests
{
    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData(MadeRouter.Hard)]
    public void Prompt_ThroughItsBytes_IsTheSame(string text)
    {
        var prompt = HashedPrompt.Of(text);
        var read = PackedPrompt.Unpack(PackedPrompt.Pack(prompt));

        Assert.Equal(prompt.Keys, read.Keys);
        Assert.Equal(prompt.Counts, read.Counts);
        Assert.Equal(prompt.Signals, read.Signals);
        Assert.Equal((prompt.PairsFrom, prompt.GramsFrom, prompt.Words, prompt.Question), (read.PairsFrom, read.GramsFrom, read.Words, read.Question));
    }

    [Fact]
    public void Count_BeyondAByte_StandsForMore()
    {
        var read = PackedPrompt.Unpack(PackedPrompt.Pack(HashedPrompt.Of(string.Concat(Enumerable.Repeat("again ", 2000)))));

        Assert.Equal(byte.MaxValue, read.Counts[0]);
    }

    [Fact]
    public void Bytes_OfAPrompt_HoldNoWordOfIt()
    {
        var packed = PackedPrompt.Pack(HashedPrompt.Of("confidential merger with Northwind"));

        Assert.DoesNotContain("northwind", System.Text.Encoding.Latin1.GetString(packed), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("northwind", System.Text.Encoding.Unicode.GetString(packed), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Bytes_CutOrOfAnotherVersion_AreRefused()
    {
        var packed = PackedPrompt.Pack(HashedPrompt.Of("hello world"));
        for (var length = 0; length < packed.Length; length++)
        {
            Assert.Throws<FormatException>(() => PackedPrompt.Unpack(packed.AsSpan(0, length)));
        }

        packed[0]++;
        Assert.Contains("version 2", Assert.Throws<FormatException>(() => PackedPrompt.Unpack(packed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_OfAnything_AreReadOrRefused() => Check.Sample(
        Gen.Byte.Array[0, 400],
        bytes =>
        {
            if (bytes.Length > 0)
            {
                bytes[0] = PackedPrompt.Version;
            }

            try
            {
                PackedPrompt.Unpack(bytes);
            }
            catch (FormatException)
            {
                // That is how they are refused.
            }
        },
        iter: 2000);
}
