using System.Text;

namespace Quant.Storage;

/// <summary>Which steps each component's tables have gone through, kept in the database itself.</summary>
internal static class SchemaHistory
{
    private const string Table = """
        CREATE TABLE IF NOT EXISTS schema_version (
            component TEXT NOT NULL,
            version INTEGER NOT NULL,
            step_sha256 TEXT NOT NULL,
            PRIMARY KEY (component, version)) WITHOUT ROWID
        """;

    public static void Migrate(
        WorkspaceDatabase database, string component, ImmutableArray<string> steps, string remedy)
    {
        ImmutableArray<string> applied = Applied(database, component);
        if (applied.Length > steps.Length)
        {
            throw new StorageException(
                database.StoredAt,
                "migrate",
                $"{component} is at version {applied.Length}, newer than {steps.Length}; use the newer program");
        }

        for (int index = 0; index < applied.Length; index++)
        {
            if (applied[index] != Hash(steps[index]))
            {
                throw new StorageException(
                    database.StoredAt,
                    "migrate",
                    $"version {index + 1} of {component} was made by other statements than this program's");
            }
        }

        if (applied.Length == steps.Length)
            return;
        if (database.ReadOnly)
        {
            throw new StorageException(
                database.StoredAt,
                "migrate",
                $"{component} is at version {applied.Length} of {steps.Length}; {remedy}");
        }

        for (int index = applied.Length; index < steps.Length; index++)
            Apply(database, component, index + 1, steps[index]);
    }

    private static ImmutableArray<string> Applied(WorkspaceDatabase database, string component)
    {
        bool begun = database.Query(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'",
            row => row.GetInt64(0)) is [_];
        return !begun ? [] : database.Query(
            "SELECT step_sha256 FROM schema_version WHERE component = $component ORDER BY version",
            row => row.GetText(0),
            ("component", component));
    }

    private static void Apply(WorkspaceDatabase database, string component, int version, string step) =>
        database.InTransaction(() =>
        {
            database.Execute(Table);
            database.Execute(step);
            database.Execute(
                "INSERT INTO schema_version (component, version, step_sha256) VALUES ($component, $version, $hash)",
                ("component", component),
                ("version", version),
                ("hash", Hash(step)));
        });

    private static string Hash(string step) => FileHash.OfContent(Encoding.UTF8.GetBytes(step));
}
