using System.Text.Json;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Graphs;
using Mesh.Prompts.Graphs;

namespace Mesh.Prompts.Tests.Graphs;

public sealed class GraphReaderTests
{
    private static readonly GraphRules s_rules = new() { Capabilities = ModelCapabilities.Text | ModelCapabilities.Tools | ModelCapabilities.ImageIn, Classes = TaskClasses.BuiltIn };

    [Fact]
    public void Read_PlanInAFence_GivesItsTasks()
    {
        var graph = GraphReader.Read($"My plan:\n```json\n{Plan(Task("read", needs: "image-in", form: "list"), Task("sum", "read", type: "math"))}\n```", s_rules).Graph!;

        Assert.Equal(["read", "sum"], graph.Tasks.Select(t => t.Id));
        Assert.Equal((ModelCapabilities.Text | ModelCapabilities.ImageIn, ResultForm.List, "chat"), (graph.Tasks[0].Needs, graph.Tasks[0].Form, graph.Tasks[0].Class));
        Assert.Equal("read", Assert.Single(graph.Tasks[1].DependsOn));
    }

    [Fact]
    public void Read_ManyMistakes_NamesThemAll()
    {
        var errors = GraphReader.Read(Plan(Task("a", "nobody", needs: "tools,telepathy"), Task("a", type: "cooking"), Task("Not good") with { description = "  " }, Task("b") with { needs = ["audio-in"] }), s_rules).Errors;

        Assert.Equal(
            [
                "tasks[0].needs[1]: 'telepathy' is nothing that a worker can do. Write some of: text, image-in, tools; [] for none.",
                "tasks[1].class: 'cooking' is no class of tasks. Write one of: chat, reasoning, math, code, summarise, extract, classify, translate, creative, vision.",
                "tasks[2].description: is empty. Say what is to be done, in at most 4000 characters.",
                "tasks[3].needs[0]: 'audio-in' is nothing that a worker can do. Write some of: text, image-in, tools; [] for none.",
                "tasks[1].id: 'a' is another task's id too. Give it one of its own.",
                "tasks[2].id: 'Not good' cannot be an id. Write up to 32 small letters, digits and '-'.",
                "tasks[0].dependsOn: 'nobody' is no task. Name ids of tasks in the plan, or leave it out.",
            ],
            errors.Select(e => e.ToString()));
    }

    [Fact]
    public void Read_TwoCycles_NamesBoth()
    {
        var errors = GraphReader.Read(Plan(Task("a", "a"), Task("b", "c"), Task("c", "d"), Task("d", "b"), Task("e", "d")), s_rules).Errors;

        Assert.Equal(
            ["tasks[0].dependsOn: leads back to 'a' itself: a -> a. Take one of these dependencies out.", "tasks[1].dependsOn: leads back to 'b' itself: b -> c -> d -> b. Take one of these dependencies out."],
            errors.Select(e => e.ToString()));
    }

    [Fact]
    public void Read_AsManyAndAsDeepAsTheRulesAllow_IsTakenAndOneMoreIsNot()
    {
        var chain = Enumerable.Range(0, 5).Select(i => i == 0 ? Task("t0") : Task($"t{i}", $"t{i - 1}")).ToArray();
        var wide = Enumerable.Range(0, 7).Select(i => Task($"w{i}")).ToArray();

        Assert.Empty(GraphReader.Read(Plan([.. chain, .. wide]), s_rules).Errors);
        Assert.Equal("tasks: holds 13 tasks. Plan at most 12: put some together.", Assert.Single(GraphReader.Read(Plan([.. chain, .. wide, Task("x")]), s_rules).Errors).ToString());
        Assert.Equal("tasks: has a chain of 6 tasks: t0 -> t1 -> t2 -> t3 -> t4 -> x. Let at most 5 depend on each other in a row.", Assert.Single(GraphReader.Read(Plan([.. chain, Task("x", "t4")]), s_rules).Errors).ToString());
    }

    [Fact]
    public void Read_WhatFitsNoPlan_TellsThePlannerWhere() =>
        Assert.Equal("tasks[0].id: is missing. Add it, of type \"string\".", GraphReader.Read("""{"tasks":[{"description":"d","needs":[],"class":"chat","dependsOn":[],"form":"text"}]}""", s_rules).Errors[0].ToString());

    [Fact]
    public void ReadNext_NewTasksOnDoneOnes_GivesBothAndDropsTheRest()
    {
        var before = GraphReader.Read(Plan(Task("a"), Task("b", "a"), Task("c", "b")), s_rules).Graph!;
        var graph = GraphReader.ReadNext(Plan(Task("b2", "a"), Task("c2", "b2")), s_rules, before, new HashSet<string> { "a" }).Graph!;

        Assert.Equal(["a", "b2", "c2"], new TaskOrder(graph).Tasks.Select(t => t.Id));
    }

    [Fact]
    public void ReadNext_TakenIdAndFailedDependency_AreTold()
    {
        var before = GraphReader.Read(Plan(Task("a"), Task("b", "a")), s_rules).Graph!;
        var errors = GraphReader.ReadNext(Plan(Task("b", "a"), Task("d", "a", needs: "tools"), Task("e", "b")), s_rules, before, new HashSet<string> { "a" }).Errors;

        Assert.Equal("tasks[0].id: 'b' is another task's id too. Give it one of its own.", Assert.Single(errors).ToString());
    }

    private static TaskText Task(string id, string? dependsOn = null, string needs = "", string type = "chat", string form = "text") => new(
        id, $"do {id}", needs.Split(',', StringSplitOptions.RemoveEmptyEntries), type, dependsOn is null ? [] : [dependsOn], form);

    private static string Plan(params TaskText[] tasks) => JsonSerializer.Serialize(new { tasks }).Replace("\"type\":", "\"class\":", StringComparison.Ordinal);

    private sealed record TaskText(string id, string description, string[] needs, string type, string[] dependsOn, string form);
}
