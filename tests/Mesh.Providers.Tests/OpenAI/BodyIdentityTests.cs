using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Mesh.Contracts.Caching;
using Mesh.Providers.OpenAI.Requests;

namespace Mesh.Providers.Tests.OpenAI;

/// <summary>Two bodies that say the same have one identity, however they are written; two that do not have two.</summary>
public sealed class BodyIdentityTests
{
    private const string Messages = "\"model\":\"r\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";

    private static readonly Gen<string> s_leaf = Gen.OneOf(
        Gen.Int[-5, 5].Select(n => n.ToString(CultureInfo.InvariantCulture)),
        Gen.String[Gen.OneOf(Gen.Char['a', 'c'], Gens.Of('ü', '"', '\\', '\n', '東', '/', '<')), 0, 4].Select(t => JsonSerializer.Serialize(t)),
        Gens.Of("true", "false", "null"));

    private static readonly Gen<string> s_value = Gen.Recursive<string>((depth, inner) => depth > 2 ? s_leaf : Gen.OneOf(
        s_leaf,
        inner.Array[0, 3].Select(items => $"[{string.Join(",", items)}]"),
        Gen.Dictionary(Gen.String[Gen.Char['a', 'e'], 1, 2], inner)[0, 3].Select(fields => $"{{{string.Join(",", fields.Select(f => $"\"{f.Key}\":{f.Value}"))}}}")));

    private static readonly Gen<JsonNode> s_body = Gen.Dictionary(Gen.String[Gen.Char['f', 'g'], 1, 1], s_value)[0, 2].Select(fields =>
        JsonNode.Parse($"{{{Messages}{string.Concat(fields.Select(f => $",\"x_{f.Key}\":{f.Value}"))}}}")!);

    [Fact]
    public void Identity_OrderWhiteSpaceAndEscapes_DoNotCount() => Gen.Select(s_body, Gen.Int[0, 1000]).Sample((body, seed) =>
        Identity(Spell(body, new Random(seed))).AsSpan().SequenceEqual(Identity(body.ToJsonString())));

    [Fact]
    public void Identity_AnyOtherValue_IsAnother() => Gen.Select(s_body, s_body).Sample((one, other) =>
        JsonNode.DeepEquals(one, other) == Identity(one.ToJsonString()).AsSpan().SequenceEqual(Identity(other.ToJsonString())));

    [Theory]
    [InlineData("\"user\":\"u\"")]
    [InlineData("\"metadata\":{\"a\":\"b\"}")]
    [InlineData("\"safety_identifier\":\"s\"")]
    [InlineData("\"stream_options\":{\"include_usage\":true}")]
    [InlineData("\"models\":[\"b\"]")]
    [InlineData("\"stream\":true")]
    public void Identity_FieldThatDoesNotChangeTheAnswer_DoesNotCount(string field) => Assert.Equal(Identity("{" + Messages + "}"), Identity("{" + field + "," + Messages + "}"));

    [Theory]
    [InlineData("", IdentityTraits.None)]
    [InlineData(",\"temperature\":0", IdentityTraits.None)]
    [InlineData(",\"temperature\":0.1", IdentityTraits.Sampled)]
    [InlineData(",\"n\":1", IdentityTraits.None)]
    [InlineData(",\"n\":2", IdentityTraits.Sampled)]
    [InlineData(",\"tools\":[]", IdentityTraits.None)]
    [InlineData(",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", IdentityTraits.Tools)]
    [InlineData(",\"tools\":[{\"type\":\"web_search\"}]", IdentityTraits.Tools | IdentityTraits.External)]
    [InlineData(",\"functions\":[{\"name\":\"f\"}]", IdentityTraits.Tools)]
    [InlineData(",\"previous_response_id\":\"r\"", IdentityTraits.External)]
    [InlineData(",\"web_search_options\":{}", IdentityTraits.External)]
    [InlineData(",\"service_tier\":\"flex\"", IdentityTraits.None)]
    public void Traits_OfTheTopLevel_SayWhatSpeaksAgainstKeeping(string more, IdentityTraits expected) => Assert.Equal(expected, Traits("{" + Messages + more + "}"));

    [Theory]
    [InlineData("{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a/b.png\"}}", IdentityTraits.External)]
    [InlineData("{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AA==\"}}", IdentityTraits.None)]
    [InlineData("{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}", IdentityTraits.External)]
    public void Traits_OfAPart_SayWhetherItIsElsewhere(string part, IdentityTraits expected) =>
        Assert.Equal(expected, Traits("{\"model\":\"r\",\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]}"));

    [Fact]
    public void Traits_OfABodyOverTheBound_SayIt() =>
        Assert.Equal(IdentityTraits.Incomparable, Traits("{\"model\":\"r\",\"messages\":[{\"role\":\"user\",\"content\":\"" + new string('a', OpenAIBodyIdentity.MaxBytes) + "\"}]}"));

    [Fact]
    public void Traits_OfTextThatIsNotUnicode_SayThatItCannotBeCompared() =>
        Assert.Equal(IdentityTraits.Incomparable, Traits("""{"model":"r","messages":[{"role":"user","content":"\ud800"}]}"""));

    [Theory]
    [InlineData("""{"model":"r","messages":[{"role":"system","content":"s"},{"content":"other","role":"user"}]}""", true)]
    [InlineData("""{"model":"r","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"b"},{"type":"text","text":"c"}]}]}""", true)]
    [InlineData("""{"model":"r","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}]}]}""", true)]
    [InlineData("""{"model":"r","messages":[{"role":"system","content":"t"},{"role":"user","content":"b"}]}""", false)]
    [InlineData("""{"model":"r","messages":[{"role":"user","content":"b"}]}""", false)]
    [InlineData("""{"model":"r","messages":[{"role":"system","content":"s"},{"role":"user","name":"n","content":"b"}]}""", false)]
    [InlineData("""{"model":"r","messages":[{"role":"system","content":"s"},{"role":"user","content":"b"},{"role":"user","content":"c"}]}""", false)]
    [InlineData("""{"model":"r","max_tokens":1,"messages":[{"role":"system","content":"s"},{"role":"user","content":"b"}]}""", false)]
    public void Context_IsTheSameWhateverTheLastMessageSays(string body, bool same) =>
        Assert.Equal(same, Identity("""{"model":"r","messages":[{"role":"system","content":"s"},{"role":"user","content":"b"}]}""", withoutQuestion: true).AsSpan().SequenceEqual(Identity(body, withoutQuestion: true)));

    // Vendors differ in which one counts, so that the question cannot be told.
    [Theory]
    [InlineData("""{"model":"r","messages":[{"role":"user","content":"a","content":"b"}]}""")]
    [InlineData("""{"model":"r","messages":[{"role":"user"}]}""")]
    [InlineData("""{"model":"r","messages":[{"role":"user","content":[{"type":"text","text":"a","text":"b"}]}]}""")]
    [InlineData("""{"model":"r","messages":[{"role":"user","content":[{"type":"text","type":"refusal","text":"a","refusal":"b"}]}]}""")]
    [InlineData("""{"model":"r","messages":[{"role":"user","content":[{"type":"text","text":"a","x_vendor":1}]}]}""")]
    public void Context_OfABodyWhoseQuestionCannotBeTold_IsNotCompared(string body) =>
        Assert.Equal(IdentityTraits.Incomparable, OpenAIChatScan.Read(Encoding.UTF8.GetBytes(body)).Body.WriteIdentity(new ArrayBufferWriter<byte>(), withoutQuestion: true));

    private static byte[] Identity(string body, bool withoutQuestion = false)
    {
        var bytes = new ArrayBufferWriter<byte>();
        OpenAIChatScan.Read(Encoding.UTF8.GetBytes(body)).Body.WriteIdentity(bytes, withoutQuestion);
        return bytes.WrittenSpan.ToArray();
    }

    private static IdentityTraits Traits(string body) => OpenAIChatScan.Read(Encoding.UTF8.GetBytes(body), vendorObjects: true).Body.WriteIdentity(new ArrayBufferWriter<byte>());

    // The same value in another order of fields, with other white space and other escapes.
    private static string Spell(JsonNode? node, Random random)
    {
        var space = new string(' ', random.Next(3));
        return node switch
        {
            JsonObject fields => "{" + space + string.Join(space + ",", fields.OrderBy(_ => random.Next()).Select(f => $"{Spell(JsonValue.Create(f.Key), random)}{space}:{Spell(f.Value, random)}")) + "\n}",
            JsonArray items => "[" + string.Join(",\t", items.Select(i => Spell(i, random))) + space + "]",
            JsonValue value when value.GetValueKind() == JsonValueKind.String && random.Next(2) == 0 => "\"" + string.Concat(value.GetValue<string>().Select(c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"))) + "\"",
            null => "null",
            _ => node.ToJsonString(new JsonSerializerOptions { Encoder = random.Next(2) == 0 ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping : JavaScriptEncoder.Default }),
        };
    }
}
