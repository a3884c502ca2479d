using System.Text;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Writes the reference page of the configuration from the very keys that the loader reads.</summary>
internal static class ConfigurationReference
{
    private static readonly ImmutableArray<(string Title, string Meaning, ConfigSchema Schema)> Tables =
    [
        ("quant.yaml", "The account, the data, execution and orders. The one file that must be there.", QuantFile.Schema),
        ("quant.yaml: one filter of the universe", "Below `data.universe_filters`, in the order in which they narrow it; expressions.md tells more.", UniverseFilterFile.Schema),
        ("quant.yaml: one program", "Below `processes`, by name: see process-adapter.md.", ProcessFile.Schema),
        ("model_config.json", "The universe and the training windows, as QuantPits has it.", ModelConfigFile.Schema),
        ("strategy_config.yaml", "The holding rule, shared by orders and opinions.", StrategyFile.Schema),
        ("ensemble_config.json", "Named combinations of models. `models`, `ensemble_method`, `manual_weights` and `use_ensemble` at the top are QuantPits' older flat form.", EnsembleFile.Schema),
        ("ensemble_config.json: one combination", "Below `combos`, by name.", EnsembleFile.ComboSchema),
        ("model_registry.yaml", "Which models there are.", RegistryFile.Schema),
        ("model_registry.yaml: one model", "Below `models`, by name.", RegistryFile.ModelSchema),
        ("workflow_config_NAME.yaml", "One model, in the plain shape.", WorkflowFile.Schema),
        .. WorkflowFile.Models.Select(pair => (
            $"workflow_config_NAME.yaml: model of kind {pair.Learner.Algorithm}", pair.Learner.Description.Meaning, pair.Schema)),
        ("workflow_config_NAME.yaml in Qlib's shape", $"What Qlib and QuantPits write is read as well; of learners {QlibWorkflowFile.Classes()}.", QlibWorkflowFile.Schema),
        ("workflow_config_NAME.yaml: a range under sweep.parameters", "What a random sweep draws a parameter from.", SweepFile.RangeSchema),
        ("factors/NAME.yaml", "One factor set of your own, named like the file; models name it as their feature set. Every file of the folder is read.", FactorSetFile.Schema),
        ("factors/NAME.yaml: one factor", "Below `factors`, by name. A text instead of a section is the expression.", FactorSetFile.FactorSchema),
        ("statements/NAME.yaml", "How the documents of one kind of one broker are written, named like the file; statements.md tells more. Every file of the folder is read; one named like a built-in format takes its place.", StatementFile.Schema),
        ("statements/NAME.yaml: one word under categories", "A kind alone may stand for the section.", StatementFile.WordSchema),
        ("cashflow.json", "Money put in or taken out. State rather than configuration: it is not part of the configuration's hash.", CashflowFile.Schema),
    ];

    /// <summary>The page in Markdown.</summary>
    public static string Markdown()
    {
        var page = new StringBuilder(
            """
            # Configuration

            Every file lies in `config/` of the workspace and may be YAML (`.yaml`, `.yml`) or JSON (`.json`). Unknown keys,
            values out of range and names that do not exist are errors; `quant config check` lists all of them with file and
            line, `quant config show` prints the whole configuration with its defaults. Keys may come in any order and none
            twice. YAML: one document, no tags, at most 64 levels and 1,000 aliases.

            This page is written from the loader's own tables, and a test keeps the two alike.

            """);
        foreach ((string title, string meaning, ConfigSchema schema) in Tables)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n{meaning}\n\n");
            page.Append("| Key | Allowed | Default | Meaning |\n| --- | --- | --- | --- |\n");
            WriteRows(schema, "", page);
        }

        page.Append(
            """

            ## groups.csv

            Which groups instruments belong to: columns `symbol`, perhaps `from` (the day from which a row holds, until the
            instrument's next one), and any further columns of group names, such as `industry`. Steps name its columns.

            ## opening_positions.csv

            What the account held when its book began, beside `account.initial_cash`: columns `instrument`, `shares` (whole, above
            zero) and `cost`. The book begins with it once and does not change when the file does.

            ## fx_rates.csv

            What other currencies than the book's own were worth: columns `date`, `currency` and `rate`, the worth of one unit in the
            book's own currency. A day without a row has the last rate before it, for at most ten days; a session of a book that has
            something in a currency without a rate is not closed (`RATE_MISSING`).

            ## Preprocessing steps

            What each does: preprocessing.md.

            """);
        page.Append("\n| Step | For | Arguments |\n| --- | --- | --- |\n");
        foreach ((string name, ConfigSchema schema) in ProcessorFile.Steps)
        {
            string arguments = string.Join("; ", schema.Keys
                .Where(key => (key.Default != "" || key is ConfigKey<string>) && key.Name != "fields_group")
                .Select(key => $"`{key.Name}`: {key.Expected}, default {(string.IsNullOrEmpty(key.Default) ? "none" : key.Default)}"));
            page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {For(name)} | {arguments} |\n");
        }

        return page.ToString();
    }

    private static void WriteRows(ConfigSchema schema, string path, StringBuilder page)
    {
        foreach (ConfigKey key in schema.Keys)
        {
            string standing = key.Default switch { null => "none: must be written", "" => "", var text => $"`{text}`" };
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{path}{key.Name}` | {Escaped(key.Expected)} | {standing} | {Escaped(key.Meaning)} |\n");
            if (key.Inside is { } inside)
                WriteRows(inside, $"{path}{key.Name}.", page);
        }
    }

    private static string For(string step) => string.Join(", ", new[] { ProcessorFile.Group.Feature, ProcessorFile.Group.Label }
        .Where(group => ProcessorFile.StepsFor(group).Contains(step))
        .Select(group => group == ProcessorFile.Group.Label ? "label" : "features"));

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
