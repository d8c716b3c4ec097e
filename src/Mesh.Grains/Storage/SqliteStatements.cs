using Microsoft.Data.Sqlite;

namespace Mesh.Grains.Storage;

/// <summary>One statement at a time, with named values.</summary>
internal static class SqliteStatements
{
    /// <summary>Runs a statement that gives no rows; gives how many it changed.</summary>
    public static int Run(this SqliteTransaction transaction, string sql, params (string Name, object? Value)[] values)
    {
        using var command = Command(transaction.Connection!, transaction, sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first value of the first row; null when there is no row.</summary>
    public static T? Find<T>(this SqliteTransaction transaction, string sql, params (string Name, object? Value)[] values)
        where T : struct
    {
        using var command = Command(transaction.Connection!, transaction, sql, values);
        return (T?)command.ExecuteScalar();
    }

    /// <summary>All rows, as they are committed.</summary>
    public static List<T> Read<T>(this SqliteConnection connection, Func<SqliteDataReader, T> row, string sql, params (string Name, object? Value)[] values)
    {
        using var command = Command(connection, null, sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction? transaction, string sql, (string Name, object? Value)[] values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Every statement is a constant; what comes from outside is a named value.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
