using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Mesh.Conversations.Tests.Contract;

/// <summary>Spells a record out with the types and values of all its parts, so that two of them can be compared by what they hold.</summary>
internal static class Spelled
{
    public static string Out(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IReadOnlyDictionary<string, string> map => "{" + string.Join(", ", map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{Out(p.Key)}: {Out(p.Value)}")) + "}",
        IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(Out)) + "]",
        _ => $"{value.GetType().Name}({string.Join(", ", value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => $"{p.Name} = {Out(p.GetValue(value))}"))})",
    };

    /// <summary>The settable properties of a record and of all records in it that hold nothing, by name.</summary>
    public static IEnumerable<string> Unset(object? value)
    {
        if (value is null or string or IFormattable or bool)
        {
            return [];
        }

        if (value is IEnumerable list)
        {
            return list.Cast<object?>().SelectMany(Unset);
        }

        // What never leaves the process is an interface of the mesh's own.
        var type = value.GetType();
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.PropertyType is not { IsInterface: true, IsGenericType: false }).SelectMany(p => IsEmpty(p.GetValue(value), p.PropertyType) ? [$"{type.Name}.{p.Name}"] : Unset(p.GetValue(value)));
    }

    private static bool IsEmpty(object? value, Type type) => value switch
    {
        null => true,
        string text => text.Length == 0,
        IEnumerable list => !list.Cast<object?>().Any(),
        _ => type.IsValueType && value.Equals(Activator.CreateInstance(type)),
    };
}
