using System.Text;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Requests;

namespace Mesh.Providers.Tests.OpenAI;

public sealed class VendorFieldsTests
{
    private const string Hello = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";

    public static TheoryData<string> Names => [.. VendorFields.Names];

    public static TheoryData<string> NamesInMessages => [.. VendorFields.NamesInMessages];

    [Theory]
    [MemberData(nameof(Names))]
    public void Field_OfTheTopLevel_NeedsTheScope(string field)
    {
        AssertNeedsScope($$"""{"model":"r",{{Hello}},"{{field}}":"x"}""", field);
        AssertNeedsScope($$"""{"model":"r","\u{{(int)field[0]:x4}}{{field[1..]}}":{"id":"x"},{{Hello}}}""", field);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Field_OfAnyOtherBody_NeedsTheScopeToo(string field)
    {
        Assert.Equal(field, Assert.Throws<MeshException>(() => VendorFields.Check(Encoding.UTF8.GetBytes($$"""{"a":[1],"{{field}}":"x"}"""))).Error.Field);
        VendorFields.Check("""{"a":{"store":true},"top_k":4}"""u8);
    }

    [Theory]
    [InlineData("\"store\":false")]
    [InlineData("\"previous_response_id\":null")]
    [InlineData("\"service_tier\":\"auto\"")]
    [InlineData("\"service_tier\":\"default\"")]
    [InlineData("\"metadata\":{\"store\":\"x\"}")]
    public void Field_ThatAsksForNothing_IsTaken(string field) =>
        Assert.Equal("r", OpenAIChatScan.Read(Encoding.UTF8.GetBytes($$"""{"model":"r",{{Hello}},{{field}}}""")).Model);

    [Theory]
    [InlineData("\"service_tier\":\"priority\"", "service_tier")]
    [InlineData("\"service_tier\":\"flex\"", "service_tier")]
    [InlineData("\"store\":true", "store")]
    public void Field_ThatChangesThePrice_NeedsTheScope(string field, string name) => AssertNeedsScope($$"""{"model":"r",{{Hello}},{{field}}}""", name);

    [Theory]
    [MemberData(nameof(NamesInMessages))]
    public void Field_InsideAMessage_NeedsTheScope(string field)
    {
        AssertNeedsScope("""{"model":"r","messages":[{"role":"user","content":"a"},{"role":"user","content":[{"type":"file","file":{"FIELD":"x"}}]}]}""".Replace("FIELD", field, StringComparison.Ordinal), $"messages[1].{field}");
        AssertNeedsScope($$$"""{"model":"r","messages":[{"role":"user","content":[{"type":"x","\u{{{(int)field[0]:x4}}}{{{field[1..]}}}":"x"}]}]}""", $"messages[0].{field}");
    }

    [Fact]
    public void Field_AudioOfAnEarlierAnswer_NeedsTheScope() =>
        AssertNeedsScope("""{"model":"r","messages":[{"role":"assistant","audio":{"id":"audio_1"}}]}""", "messages[0].audio.id");

    [Theory]
    [InlineData("web_search")]
    [InlineData("file_search")]
    [InlineData("code_interpreter")]
    [InlineData("mcp")]
    [InlineData("browser_search")]
    [InlineData("something_new")]
    public void Tool_ThatRunsAtTheVendor_NeedsTheScope(string type) => AssertNeedsScope(
        "{\"model\":\"r\"," + Hello + ",\"tools\":" + """
        [{"type":"function","function":{"name":"f","parameters":{"type":"object"}}},{"name":"x","type":"TYPE"}]}
        """.Replace("TYPE", type, StringComparison.Ordinal),
        "tools[1].type");

    [Fact]
    public void Tool_ThatRunsAtTheCaller_IsTaken() => Assert.Equal("r", OpenAIChatScan.Read(Encoding.UTF8.GetBytes(
        "{\"model\":\"r\"," + Hello + ",\"tools\":" + """
        [{"type":"function","function":{"name":"file_search","parameters":{"type":"object","properties":{"type":{"type":"web_search"}}}}},{"type":"custom","custom":{"name":"c"}}]}
        """)).Model);

    [Fact]
    public void Text_ThatLooksLikeAField_IsTaken() => Assert.Equal("r", OpenAIChatScan.Read(Encoding.UTF8.GetBytes(
        """{"model":"r","messages":[{"role":"user","content":"\"file_id\":\"x\""},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"file_id\":1}"}}]}]}""")).Model);

    private static void AssertNeedsScope(string body, string field)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var error = Assert.Throws<MeshException>(() => OpenAIChatScan.Read(bytes)).Error;

        Assert.Equal((MeshErrorCode.PermissionDenied, field), (error.Code, error.Field));
        Assert.Equal("r", OpenAIChatScan.Read(bytes, vendorObjects: true).Model);
    }
}
