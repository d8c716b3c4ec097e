using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Requests;

namespace Mesh.Providers.Tests.OpenAI;

public sealed class ChatBodyTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";

    [Theory]
    [InlineData("{\"model\":\"r\"," + Messages + "}")]
    [InlineData("{" + Messages + ",\"model\":\"r\"}")]
    [InlineData("{\"x\":1,\"model\":\"r\"," + Messages + "}")]
    [InlineData(" \r\n{\t\"model\" : \"r\" ,\n" + Messages + " \n}\n ")]
    [InlineData("{" + Messages + " , \"model\":\"r\" , \"models\" : [\"b\"] }")]
    [InlineData("{\"mod\\u0065l\":\"r\"," + Messages + "}")]
    [InlineData("{\"model\":\"q\",\"model\":\"r\"," + Messages + ",\"mod\\u0065l\":\"r\"}")]
    [InlineData("{\"models\":[\"b\"],\"model\":\"r\",\"stream_options\":{\"include_usage\":true}," + Messages + "}")]
    public void For_RoutingFieldsAnywhere_AreReplacedAndNothingElse(string body)
    {
        var scan = OpenAIChatScan.Read(Encoding.UTF8.GetBytes(body));
        var sent = JsonNode.Parse(scan.Body.For("up \"1\""))!.AsObject();

        Assert.Equal("r", scan.Model);
        Assert.Equal("up \"1\"", sent["model"]!.GetValue<string>());
        Assert.False(sent.ContainsKey("models") || sent.ContainsKey("stream_options"));
        Assert.Equal("a", sent["messages"]![0]!["content"]!.GetValue<string>());
        Assert.Equal(body.Contains("\"x\"", StringComparison.Ordinal), sent.ContainsKey("x"));
    }

    [Fact]
    public void For_Stream_AsksForUsageOnceAndOnlyWhereTheUpstreamTakesTheQuestion()
    {
        var body = OpenAIChatScan.Read(Encoding.UTF8.GetBytes("{\"stream\":true,\"stream_options\":{\"include_usage\":false},\"model\":\"r\"," + Messages + "}")).Body;

        Assert.False(body.UsageWanted);
        Assert.True(JsonNode.Parse(body.For("u"))!["stream_options"]!["include_usage"]!.GetValue<bool>());
        Assert.False(JsonNode.Parse(body.For("u", askForUsage: false))!.AsObject().ContainsKey("stream_options"));
    }

    [Fact]
    public void For_AnyOrderAndAnyFurtherFields_KeepsEveryFieldToTheByte()
    {
        var value = Gens.Of("1e400", "123456789012345678901234567890", "\"\\ud83d\\ude80 é\"", "[[[]]]", "{\"model\":\"inner\",\"stream_options\":1}", "-0.0", "null", "\"a,}\"");
        var field = Gen.Select(Gen.Int[0, 999], value, Gens.Of("", " ", "\n\t"), (i, v, s) => $"\"f{i}\"{s}:{s}{v}{s}");
        var body = Gen.Select(field.List[0, 6], Gen.Int[0, 6], Gen.Int[0, 6], (fields, m, o) =>
        {
            fields = [.. fields.DistinctBy(f => f[..f.IndexOf('"', 1)])];
            fields.Insert(Math.Min(m, fields.Count), "\"model\" : \"r\"");
            fields.Insert(Math.Min(o, fields.Count), Messages);
            return (Text: "{" + string.Join(",", fields) + "}", Kept: fields.Where(f => !f.Contains("\"model\" :", StringComparison.Ordinal)).ToArray());
        });

        body.Sample(
            b =>
            {
                var sent = Encoding.UTF8.GetString(OpenAIChatScan.Read(Encoding.UTF8.GetBytes(b.Text)).Body.For("u"));
                JsonNode.Parse(sent);
                return sent.StartsWith("{\"model\":\"u\"", StringComparison.Ordinal) && b.Kept.All(k => sent.Contains(k.TrimEnd(), StringComparison.Ordinal));
            },
            iter: 2000);
    }

    [Theory]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"b\"}]", "messages")]
    [InlineData("\"m\\u0065ssages\":[]", "messages")]
    [InlineData("\"stream\":false,\"stream\":true", "stream")]
    [InlineData("\"max_tokens\":1,\"max_tokens\":2", "max_tokens")]
    [InlineData("\"tools\":[],\"tools\":[]", "tools")]
    public void Read_FieldThatPassesOnStandsTwice_IsRefused(string second, string field)
    {
        var error = Refused("{\"model\":\"r\"," + Messages + "," + second + "}");

        Assert.Equal(("duplicate_field", field), (error.Reason, error.Field));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"model\":\"r\"}")]
    [InlineData("{" + Messages + "}")]
    [InlineData("{\"model\":7," + Messages + "}")]
    [InlineData("{\"model\":\"r\",\"messages\":[]}")]
    [InlineData("{\"model\":\"r\",\"messages\":[7]}")]
    [InlineData("{\"model\":\"r\",\"stream\":\"yes\"," + Messages + "}")]
    [InlineData("{\"model\":\"\\ud800\"," + Messages + "}")]
    [InlineData("{\"\\ud800\":1,\"model\":\"r\"," + Messages + "}")]
    public void Read_Wrong_IsInvalidRequest(string body) => Assert.Equal(MeshErrorCode.InvalidRequest, Refused(body).Code);

    [Fact]
    public void Read_NestedAtTheBound_IsTakenAndOneDeeperIsRefused()
    {
        static string Nested(int depth) => "{\"model\":\"r\"," + Messages + ",\"x\":" + new string('[', depth) + new string(']', depth) + "}";

        Assert.Equal("r", OpenAIChatScan.Read(Encoding.UTF8.GetBytes(Nested(OpenAIChatScan.MaxDepth - 1))).Model);
        Assert.Equal("invalid_json", Refused(Nested(OpenAIChatScan.MaxDepth)).Reason);
    }

    [Fact]
    public void Read_TextOfAnyLength_CountsAndDataDoesNot()
    {
        var text = new string('a', 2_000_000);
        long Bytes(string part) => OpenAIChatScan.Read(Encoding.UTF8.GetBytes("{\"model\":\"r\",\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]}")).TextBytes;

        Assert.InRange(Bytes("{\"type\":\"text\",\"text\":\"" + text + "\"}"), 2_000_000, 2_000_100);
        Assert.InRange(Bytes("{\"type\":\"text\",\"text\":\"data:" + text + "\"}"), 2_000_000, 2_000_100);
        Assert.InRange(Bytes("{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + text + "\"}}"), 0, 100);
        Assert.InRange(Bytes("{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"" + text + "\",\"format\":\"wav\"}}"), 0, 100);
    }

    [Fact]
    public void Read_RandomBytes_ThrowsNothingButMeshException()
    {
        var seed = Encoding.UTF8.GetBytes("""{"model":"r","models":["a"],"stream":true,"stream_options":{"include_usage":true},"tools":[{"type":"function","function":{"name":"f"}}],"messages":[{"role":"user","name":"n","content":[{"type":"image_url","image_url":{"url":"https://a/b"}},{"type":"text","text":"\ud83d\ude80"}]}],"seed":1,"tool_choice":{"type":"function"}}""");
        var change = Gen.Select(Gen.Int[0, seed.Length - 1], Gen.Byte, Gen.Int[0, 3]);

        Gen.OneOf(Gen.Byte.Array[0, 60], change.List[1, 4].Select(changes => Mutated(seed, changes))).Sample(
            bytes =>
            {
                try
                {
                    var scan = OpenAIChatScan.Read(bytes);
                    scan.Body.For("u");
                    OpenAIRequestReader.Read(bytes);
                }
                catch (MeshException e)
                {
                    Assert.Contains(e.Error.Code, new[] { MeshErrorCode.InvalidRequest, MeshErrorCode.PermissionDenied });
                }
            },
            iter: 20_000);
    }

    private static byte[] Mutated(byte[] seed, List<(int At, byte Value, int How)> changes)
    {
        var bytes = seed.ToList();
        foreach (var (at, value, how) in changes)
        {
            var place = Math.Min(at, bytes.Count - 1);
            switch (how)
            {
                case 0:
                    bytes[place] = value;
                    break;
                case 1:
                    bytes.Insert(place, value);
                    break;
                case 2:
                    bytes.RemoveAt(place);
                    break;
                default:
                    bytes[place] = (byte)"{}[]\",:\\u0"[value % 10];
                    break;
            }
        }

        return [.. bytes];
    }

    private static MeshError Refused(string body) => Assert.Throws<MeshException>(() => OpenAIChatScan.Read(Encoding.UTF8.GetBytes(body))).Error;
}
