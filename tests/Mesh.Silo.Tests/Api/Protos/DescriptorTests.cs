using Google.Protobuf.Reflection;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Protos;

/// <summary>The shape that google.aip.dev asks for, where no linter looks.</summary>
public sealed class DescriptorTests
{
    private static readonly FileDescriptor[] s_files =
    [
        V1.AdminReflection.Descriptor, V1.ChatReflection.Descriptor, V1.CommonReflection.Descriptor,
        V1.EmbeddingReflection.Descriptor, V1.ModelReflection.Descriptor, V1.QualityReflection.Descriptor, V1.ReviewReflection.Descriptor, V1.RouteReflection.Descriptor, V1.RouterReflection.Descriptor,
    ];

    private static IEnumerable<MethodDescriptor> Methods => s_files.SelectMany(f => f.Services).SelectMany(s => s.Methods);

    [Fact]
    public void Files_All_HaveOneServiceAtMostAndThePackage()
    {
        Assert.All(s_files, f => Assert.Equal("meshsilo.v1", f.Package));
        Assert.All(s_files, f => Assert.InRange(f.Services.Count, 0, 1));
        Assert.Equal(29, Methods.Count());
    }

    [Fact]
    public void Lists_All_ArePaged()
    {
        var lists = Methods.Where(m => m.Name.StartsWith("List", StringComparison.Ordinal)).ToArray();

        Assert.Equal(7, lists.Length);
        Assert.All(lists, m =>
        {
            Assert.False(m.IsServerStreaming);
            Assert.Equal(FieldType.Int32, m.InputType.FindFieldByName("page_size").FieldType);
            Assert.Equal(FieldType.String, m.InputType.FindFieldByName("page_token").FieldType);
            Assert.Equal(FieldType.String, m.OutputType.FindFieldByName("next_page_token").FieldType);
            var first = m.OutputType.FindFieldByNumber(1);
            Assert.True(first.IsRepeated && first.FieldType == FieldType.Message, $"{m.FullName} gives no resources in field 1");
        });
    }

    [Fact]
    public void Enums_All_BeginWithUnspecified()
    {
        var enums = s_files.SelectMany(f => f.EnumTypes.Concat(f.MessageTypes.SelectMany(m => m.EnumTypes))).ToArray();

        Assert.Equal(11, enums.Length);
        Assert.All(enums, e => Assert.EndsWith("_UNSPECIFIED", e.FindValueByNumber(0).Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Fields_TimesAndDurations_AreWellKnownTypes()
    {
        var fields = s_files.SelectMany(f => f.MessageTypes).SelectMany(m => m.Fields.InDeclarationOrder()).ToArray();

        Assert.All(fields.Where(f => f.Name.EndsWith("_time", StringComparison.Ordinal)), f => Assert.Equal("google.protobuf.Timestamp", f.MessageType.FullName));
        Assert.All(fields.Where(f => f.Name is "duration" or "elapsed" or "time_to_first_token"), f => Assert.Equal("google.protobuf.Duration", f.MessageType.FullName));
        Assert.All(fields, f => Assert.Matches("^[a-z][a-z0-9_]*$", f.Name));
    }

    [Fact]
    public void Streams_Events_AreOneOf()
    {
        var events = V1.StreamResponse.Descriptor.Oneofs.Single(o => o.Name == "event");

        Assert.Equal(
            ["start", "delta", "tool_call", "usage", "progress", "interrupted", "reset", "splice", "hand_over", "committed", "done", "plan", "review"],
            events.Fields.Select(f => f.Name));
    }
}
