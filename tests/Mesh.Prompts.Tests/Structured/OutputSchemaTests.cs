using System.Diagnostics;
using System.Text.Json;
using Mesh.Prompts.Structured;
using Mesh.Prompts.Templates;

namespace Mesh.Prompts.Tests.Structured;

public sealed class OutputSchemaTests
{
    [Theory]
    [InlineData("true")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","type":["string","null"],"pattern":"^[a-z]+$"}""")]
    [InlineData("""{"$defs":{"n":{"type":"number"}},"properties":{"a":{"$ref":"#/$defs/n"},"b":{"$ref":"#/$defs/n"}}}""")]
    [InlineData("""{"anyOf":[{"const":1},{"enum":["a"]}],"description":"d","if":{"type":"string"},"then":{"minLength":2},"else":false}""")]
    [InlineData("""{"type":"array","items":{"type":"string"},"uniqueItems":true,"contains":{"type":"string"},"minContains":1}""")]
    public void Read_SchemaThatIsTaken_HasNoFault(string schema) => Assert.Empty(OutputSchema.Read(schema).Faults);

    [Theory]
    [InlineData("{", "", "is no JSON: it cannot be read from line 1, character 2, on.")]
    [InlineData("3", "", "is no schema.")]
    [InlineData("""{"type":"text"}""", "/type", "is no type.")]
    [InlineData("""{"requird":["a"]}""", "/requird", "is no keyword that is taken here.")]
    [InlineData("""{"required":"a"}""", "/required", "is no list of names.")]
    [InlineData("""{"properties":[]}""", "/properties", "is no object.")]
    [InlineData("""{"properties":{"a/b":{"type":1}}}""", "/properties/a~1b/type", "is no type.")]
    [InlineData("""{"items":[{"type":"string"}]}""", "/items", "is no schema.")]
    [InlineData("""{"anyOf":[]}""", "/anyOf", "is no list of schemas.")]
    [InlineData("""{"enum":[]}""", "/enum", "is no list of 1 to 1000 values.")]
    [InlineData("""{"minLength":-1}""", "/minLength", "is no whole number from 0.")]
    [InlineData("""{"multipleOf":0}""", "/multipleOf", "is no number above 0.")]
    [InlineData("""{"maximum":"1"}""", "/maximum", "is no number.")]
    [InlineData("""{"uniqueItems":1}""", "/uniqueItems", "is neither true nor false.")]
    [InlineData("""{"pattern":"("}""", "/pattern", "is no regular expression, or too long a one.")]
    [InlineData("""{"pattern":"(a)\\1"}""", "/pattern", "looks around, refers back or is too large.")]
    [InlineData("""{"patternProperties":{"a":true}}""", "/patternProperties", "is no keyword that is taken here.")]
    [InlineData("""{"$id":"https://elsewhere.example/s"}""", "/$id", "is no keyword that is taken here.")]
    [InlineData("""{"$dynamicRef":"#x"}""", "/$dynamicRef", "is no keyword that is taken here.")]
    [InlineData("""{"$ref":"https://elsewhere.example/s"}""", "/$ref", "leads out of the schema.")]
    [InlineData("""{"$ref":"#/$defs/x"}""", "/$ref", "leads to nothing.")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#"}""", "/$schema", "is not draft 2020-12.")]
    [InlineData("""{"items":{"$schema":"https://json-schema.org/draft/2020-12/schema"}}""", "/items/$schema", "is not draft 2020-12.")]
    [InlineData("""{"$ref":"#"}""", "", "leads back to itself: recursive schemas are not taken.")]
    [InlineData("""{"properties":{"a":{"$ref":"#"}}}""", "", "leads back to itself: recursive schemas are not taken.")]
    [InlineData("""{"$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}},"$ref":"#/$defs/a"}""", "/$defs/a", "leads back to itself: recursive schemas are not taken.")]
    public void Read_Fault_IsToldWithItsPathAndAMend(string schema, string path, string problem)
    {
        var reading = OutputSchema.Read(schema);

        Assert.Null(reading.Schema);
        Assert.Equal((path, problem), (reading.Faults[0].Path, reading.Faults[0].Problem));
        Assert.NotEmpty(reading.Faults[0].Mend);
    }

    [Fact]
    public void Read_FewLinesThatStandForAHugeSchema_AreRefusedAtOnce()
    {
        var doubling = string.Join(',', Enumerable.Range(0, 30).Select(i => $$"""
            "d{{i}}":{"allOf":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]}
            """));
        var clock = Stopwatch.StartNew();

        Assert.NotEmpty(OutputSchema.Read($$"""{"$defs":{ {{doubling}},"d30":true},"$ref":"#/$defs/d0"}""").Faults);
        Assert.NotEmpty(OutputSchema.Read($$"""{"$defs":{ {{doubling.Replace("d30", "d12", StringComparison.Ordinal)}},"d30":true} }""").Faults);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Read_LongChainOfReferences_IsRefusedAsTooDeep()
    {
        var chain = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $$"""
            "d{{i}}":{"$ref":"#/$defs/d{{i + 1}}"}
            """));

        Assert.Contains("deeper than 32", OutputSchema.Read($$"""{"$ref":"#/$defs/d0","$defs":{ {{chain}},"d1000":true} }""").Faults[0].Problem, StringComparison.Ordinal);
        Assert.Contains("deeper than 32", OutputSchema.Read($$"""{"$defs":{"d1000":true,{{string.Join(',', chain.Split(',').Reverse())}}} }""").Faults[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooLongOrTooDeepJson_IsRefused()
    {
        Assert.Contains("at most 65536", OutputSchema.Read(new string(' ', 70_000)).Faults[0].Problem, StringComparison.Ordinal);
        Assert.NotEmpty(OutputSchema.Read(string.Concat(Enumerable.Repeat("""{"not":""", 70)) + "true" + new string('}', 70)).Faults);
    }

    [Theory]
    [InlineData("""{"tasks":[]}""", "tasks: is too short. Its length must be at least 1.")]
    [InlineData("""{}""", "tasks: is missing. Add it, of type \"array\".")]
    [InlineData("""[]""", "(the whole output): is an array. Write a value of type \"object\".")]
    [InlineData("""{"tasks":[{"id":1,"description":"d","needs":[],"class":"chat","dependsOn":[],"form":"text"}]}""", "tasks[0].id: is a number. Write a value of type \"string\".")]
    [InlineData("""{"tasks":[{"id":"a","description":"d","needs":[],"class":"chat","dependsOn":[],"form":"poem"}]}""", "tasks[0].form: is \"poem\", which is not allowed. Write one of [\"text\", \"json\", \"list\", \"number\", \"code\"].")]
    [InlineData("""{"tasks":[{"id":"a","description":"d","needs":[],"class":"chat","dependsOn":[]}],"note":"x"}""", "tasks[0].form: is missing. Add it, of type \"string\".|note: must not be there. Take it out.")]
    public void Check_PlanThatDoesNotFit_TellsWhereAndWhatWould(string json, string errors) => Assert.Equal(
        errors.Split('|').Order(StringComparer.Ordinal),
        PromptLibrary.BuiltIn["plan"].Schema!.Check(JsonDocument.Parse(json).RootElement).Select(e => e.ToString()).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("""{"type":"string","pattern":"^[a-z]+$"}""", "\"A\"", "is \"A\", which does not match the pattern. Write a text that matches \"^[a-z]+$\".")]
    [InlineData("""{"minimum":2}""", "1", "is 1, which is out of range. Write a number of at least 2.")]
    [InlineData("""{"exclusiveMaximum":2}""", "2", "is 2, which is out of range. Write a number below 2.")]
    [InlineData("""{"multipleOf":0.5}""", "0.7", "is 0.7, which is out of range. Write a multiple of 0.5.")]
    [InlineData("""{"const":{"a":1}}""", "{}", "is {}, which is not allowed. Write {\"a\":1}.")]
    [InlineData("""{"uniqueItems":true}""", "[1,1.0]", "has equal items, or too many to compare. Keep each item once, at most 500.")]
    [InlineData("""{"maxLength":1}""", "\"ab\"", "is too long. Its length must be at most 1.")]
    [InlineData("""{"not":{"type":"null"}}""", "null", "has a form that is not allowed. It must not fit {\"type\":\"null\"}.")]
    [InlineData("""{"$defs":{"n":{"type":"number"}},"$ref":"#/$defs/n"}""", "\"a\"", "is a string. Write a value of type \"number\".")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"number"}]}""", "null", "fits none of its forms. Make it fit one of [{\"type\":\"string\"},{\"type\":\"number\"}].")]
    [InlineData("""{"oneOf":[{"type":"number"},{"minimum":0}]}""", "1", "fits none of its forms, or several. Make it fit one of [{\"type\":\"number\"},{\"minimum\":0}].")]
    [InlineData("""{"if":{"type":"string"},"then":{"minLength":3}}""", "\"a\"", "is too short. Its length must be at least 3.")]
    [InlineData("""{"contains":{"type":"string"}}""", "[1]", "is [1], which is out of range. It must fit contains: {\"type\":\"string\"}.")]
    public void Check_ValueThatDoesNotFit_TellsWhatWould(string schema, string value, string error) =>
        Assert.Equal($"(the whole output): {error}", Assert.Single(OutputSchema.Read(schema).Schema!.Check(JsonDocument.Parse(value).RootElement)).ToString());

    [Theory]
    [InlineData("""{"properties":{"c":{"anyOf":[{"type":"string"},{"type":"number"}]},"d":{"type":"null"}}}""", """{"c":1,"d":1}""", "d: is a number. Write a value of type \"null\".")]
    [InlineData("""{"properties":{"c":{"not":{"type":"string"}},"d":{"type":"null"}}}""", """{"c":1,"d":1}""", "d: is a number. Write a value of type \"null\".")]
    [InlineData("""{"items":{"anyOf":[{"type":"string"},{"type":"number"}]}}""", """["a",null,1]""", "[1]: fits none of its forms. Make it fit one of [{\"type\":\"string\"},{\"type\":\"number\"}].")]
    [InlineData("""{"items":{"items":{"items":{"type":"string"}}}}""", """[[["a"],[1]]]""", "[0][1][0]: is a number. Write a value of type \"string\".")]
    [InlineData("""{"properties":{"not":{"properties":{"if":{"type":"null"}}},"50% a/b~":{}}}""", """{"not":{"if":1}}""", "not.if: is a number. Write a value of type \"null\".")]
    [InlineData("""{"properties":{"50% a/b~":{"type":"null"}}}""", """{"50% a/b~":1}""", "50% a/b~: is a number. Write a value of type \"null\".")]
    [InlineData("""{"$defs":{"n":{"items":{"type":"string"}}},"properties":{"t":{"$ref":"#/$defs/n"}}}""", """{"t":["a",1]}""", "t[1]: is a number. Write a value of type \"string\".")]
    [InlineData("""{"required":["a/b"],"properties":{"a/b":{"type":"string"}}}""", "{}", "a/b: is missing. Add it, of type \"string\".")]
    public void Check_OnePlaceThatDoesNotFit_IsTheOnlyOneTold(string schema, string value, string error) =>
        Assert.Equal(error, Assert.Single(OutputSchema.Read(schema).Schema!.Check(JsonDocument.Parse(value).RootElement)).ToString());

    [Fact]
    public void Check_PatternThatBacktracksForever_TakesABoundedTime()
    {
        var schema = OutputSchema.Read("""{"$schema":"https://json-schema.org/draft/2020-12/schema","pattern":"^(a+)+$"}""").Schema!;
        var clock = Stopwatch.StartNew();

        Assert.Single(schema.Check(JsonDocument.Parse($"\"{new string('a', 50_000)}!\"").RootElement));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Check_ManyItemsThatMustDiffer_TakesABoundedTime()
    {
        var schema = OutputSchema.Read("""{"uniqueItems":true}""").Schema!;
        var clock = Stopwatch.StartNew();

        Assert.Single(schema.Check(JsonDocument.Parse($"[{string.Join(',', Enumerable.Range(0, 40_000))}]").RootElement));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Check_ManyErrors_TellsABoundedNumber() => Assert.Equal(
        OutputSchema.MostErrors,
        OutputSchema.Read("""{"items":{"type":"string"}}""").Schema!.Check(JsonDocument.Parse($"[{string.Join(',', Enumerable.Range(0, 100))}]").RootElement).Count);
}
