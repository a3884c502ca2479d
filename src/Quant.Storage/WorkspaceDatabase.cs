using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Quant.Storage;

/// <summary>
/// One SQLite file of a workspace: one connection, full durability, plain SQL in and plain values out.
/// </summary>
/// <remarks>
/// Rollback journal, <c>synchronous=FULL</c>, foreign keys on, pages checked on opening. One process writes at a time,
/// under the workspace lock; others open it for reading. Not for use by several threads at once.
/// </remarks>
public sealed class WorkspaceDatabase : IDisposable
{
    private const int MostKeptCommands = 64;
    private const int LockedWaitSeconds = 5;

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> idle = new(StringComparer.Ordinal);
    private bool inTransaction;

    private WorkspaceDatabase(SqliteConnection connection, string path, bool readOnly) =>
        (this.connection, StoredAt, ReadOnly) = (connection, path, readOnly);

    /// <summary>The file.</summary>
    public string StoredAt { get; }

    /// <summary>Whether it was opened for reading only.</summary>
    public bool ReadOnly { get; }

    /// <summary>Opens a database, making the file if there is none and it is opened for writing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="readOnly">Whether every write is to be refused.</param>
    /// <param name="checkPages">Whether the pages are checked; costs one read of the file.</param>
    /// <exception cref="StorageException">There is no such file, it is damaged, or SQLite is missing.</exception>
    public static WorkspaceDatabase Open(string path, bool readOnly, bool checkPages = true)
    {
        SqliteLibrary.Require();
        if (!readOnly)
            DurableFile.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            Pooling = false,
            DefaultTimeout = LockedWaitSeconds,
        };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            var database = new WorkspaceDatabase(connection, path, readOnly);
            database.Prepare(checkPages);
            return database;
        }
        catch (SqliteException wrong)
        {
            connection.Dispose();
            throw new StorageException(path, "open", wrong);
        }
        catch (StorageException wrong)
        {
            connection.Dispose();
            throw new StorageException(path, "open", wrong.Message, wrong);
        }
    }

    /// <summary>Brings one component's tables to its newest version, one durable step at a time, never back.</summary>
    /// <param name="component">The owner of the tables, such as <c>ledger</c>.</param>
    /// <param name="steps">SQL of every version since the first; steps that were released never change.</param>
    /// <param name="remedy">What a user does about a file of an older version that is open for reading.</param>
    /// <exception cref="StorageException">The file was made by a newer version, a released step has changed, or a step
    /// failed and was undone; or the file is open for reading and not at this version.
    /// </exception>
    public void Migrate(
        string component, ImmutableArray<string> steps, string remedy = "open the file once for writing") =>
        SchemaHistory.Migrate(this, component, steps, remedy);

    /// <summary>Runs statements that give no rows.</summary>
    /// <param name="sql">The statements, with parameters written <c>$name</c>.</param>
    /// <param name="parameters">Each parameter's name without <c>$</c> and its value: a number, text, bytes, flag or
    /// null.</param>
    /// <returns>The number of rows inserted, changed or deleted.</returns>
    /// <exception cref="StorageException">SQLite refused.</exception>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = Rent(sql, parameters);
        try
        {
            return command.ExecuteNonQuery();
        }
        catch (SqliteException wrong)
        {
            throw Refused(sql, wrong);
        }
        finally
        {
            Return(sql, command);
        }
    }

    /// <summary>Runs a query and maps each row, in the order of the query.</summary>
    /// <exception cref="StorageException">SQLite refused.</exception>
    public ImmutableArray<T> Query<T>(
        string sql, Func<DatabaseRow, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = Rent(sql, parameters);
        try
        {
            using SqliteDataReader reader = command.ExecuteReader();
            var row = new DatabaseRow(reader);
            var rows = ImmutableArray.CreateBuilder<T>();
            while (reader.Read())
                rows.Add(map(row));
            return rows.DrainToImmutable();
        }
        catch (SqliteException wrong)
        {
            throw Refused(sql, wrong);
        }
        finally
        {
            Return(sql, command);
        }
    }

    /// <summary>
    /// Does several things wholly or not at all. Inside another transaction it becomes part of that one.
    /// </summary>
    /// <exception cref="StorageException">The transaction could not be begun or made durable.</exception>
    public void InTransaction(Action deed)
    {
        if (inTransaction)
        {
            deed();
            return;
        }

        FaultPoint.At("database.begin");
        Execute("BEGIN IMMEDIATE");
        inTransaction = true;
        try
        {
            deed();
            FaultPoint.At("database.commit");
            Execute("COMMIT");
            FaultPoint.At("database.done");
        }
        finally
        {
            inTransaction = false;
            Undo();
        }
    }

    /// <summary>Writes a consistent copy to another file, durably, while this one stays open.</summary>
    /// <exception cref="StorageException">The copy could not be made; an earlier copy of that name still
    /// stands.</exception>
    public void BackUp(string path)
    {
        DurableFile.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string temporary = DurableFile.TemporaryName(path);
        var settings = new SqliteConnectionStringBuilder { DataSource = temporary, Pooling = false };
        try
        {
            using var copy = new SqliteConnection(settings.ToString());
            copy.Open();
            connection.BackupDatabase(copy);
        }
        catch (SqliteException wrong)
        {
            throw new StorageException(path, "back-up", wrong);
        }

        DurableFile.Adopt(temporary, path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SqliteCommand command in idle.Values)
            command.Dispose();
        idle.Clear();
        connection.Dispose();
    }

    private void Prepare(bool checkPages)
    {
        if (!ReadOnly)
        {
            Query("PRAGMA journal_mode = DELETE", row => row.GetText(0));
            Execute("PRAGMA synchronous = FULL");
        }

        if (checkPages && Query("PRAGMA quick_check(1)", row => row.GetText(0)) is [var verdict, ..] && verdict != "ok")
            throw new StorageException(
                StoredAt, "check", $"the file is damaged ({verdict}); restore it from data/history");
    }

    // After some failures, such as a full disk, SQLite has undone the transaction itself, and says so.
    private void Undo()
    {
        if (raw.sqlite3_get_autocommit(connection.Handle) != 0)
            return;
        try
        {
            Execute("ROLLBACK");
        }
        catch (StorageException)
        {
            // What led here is being reported; the journal undoes the rest when the file is next opened.
            Dispose();
        }
    }

    private SqliteCommand Rent(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!idle.Remove(sql, out SqliteCommand? command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // The one door for SQL: callers pass constant statements and give values as parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
        }

        command.Parameters.Clear();
        foreach ((string name, object? value) in parameters)
            command.Parameters.AddWithValue("$" + name, value ?? DBNull.Value);
        return command;
    }

    private void Return(string sql, SqliteCommand command)
    {
        if (idle.Count >= MostKeptCommands || !idle.TryAdd(sql, command))
            command.Dispose();
    }

    private StorageException Refused(string sql, SqliteException wrong) =>
        new(StoredAt, sql.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries)[0], wrong);
}
