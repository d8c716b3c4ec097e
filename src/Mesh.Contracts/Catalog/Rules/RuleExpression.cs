namespace Mesh.Contracts.Catalog.Rules;

/// <summary>A condition of a rule, read and checked: names are known, types fit. Times are seconds, sizes are bytes.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RuleExpression")]
public abstract record RuleExpression;

/// <summary>A number, a time or a size.</summary>
/// <param name="Value">Its value, in seconds for a time and in bytes for a size.</param>
[GenerateSerializer, Immutable, Alias("mesh.RuleNumber")]
public sealed record RuleNumber([property: Id(0)] double Value) : RuleExpression;

/// <summary>A text.</summary>
/// <param name="Value">The text.</param>
[GenerateSerializer, Immutable, Alias("mesh.RuleText")]
public sealed record RuleText([property: Id(0)] string Value) : RuleExpression;

/// <summary>True or false.</summary>
/// <param name="Value">Which.</param>
[GenerateSerializer, Immutable, Alias("mesh.RuleTruth")]
public sealed record RuleTruth([property: Id(0)] bool Value) : RuleExpression;

/// <summary>What a request or the mesh has under a name, such as <c>task</c> or <c>caller.tenant</c>.</summary>
/// <param name="Name">The name.</param>
[GenerateSerializer, Immutable, Alias("mesh.RuleName")]
public sealed record RuleName([property: Id(0)] string Name) : RuleExpression;

/// <summary>Several texts, to look into with <c>in</c>.</summary>
/// <param name="Items">The texts.</param>
[GenerateSerializer, Immutable, Alias("mesh.RuleList")]
public sealed record RuleList([property: Id(0)] IReadOnlyList<string> Items) : RuleExpression;

/// <summary>A function of arguments, such as <c>has(image)</c>.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Arguments">Its arguments; a bare word, such as <c>image</c>, is a text.</param>
[GenerateSerializer, Immutable, Alias("mesh.RuleCall")]
public sealed record RuleCall([property: Id(0)] string Function, [property: Id(1)] IReadOnlyList<RuleExpression> Arguments) : RuleExpression;

/// <summary>The contrary.</summary>
/// <param name="Operand">Of what.</param>
[GenerateSerializer, Immutable, Alias("mesh.RuleNot")]
public sealed record RuleNot([property: Id(0)] RuleExpression Operand) : RuleExpression;

/// <summary>Two expressions, joined or compared.</summary>
/// <param name="Operator">How.</param>
/// <param name="Left">The first.</param>
/// <param name="Right">The second.</param>
[GenerateSerializer, Immutable, Alias("mesh.RuleBinary")]
public sealed record RuleBinary([property: Id(0)] RuleOperator Operator, [property: Id(1)] RuleExpression Left, [property: Id(2)] RuleExpression Right) : RuleExpression;
