namespace Quant.Operations.Hosting;

/// <summary>How bad a finding is.</summary>
public enum DoctorGrade
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Works, and deserves a look.</summary>
    Warning,

    /// <summary>Has to be mended before trading.</summary>
    Error,
}

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Check">What was looked at, in a word or two.</param>
/// <param name="Grade">How bad it is.</param>
/// <param name="Observation">What was found.</param>
/// <param name="Remedy">How to mend it; empty if it is good.</param>
public sealed record DoctorFinding(string Check, DoctorGrade Grade, string Observation, string Remedy)
{
    /// <summary>A finding that is as it should be.</summary>
    public static DoctorFinding Good(string check, string observation) => new(check, DoctorGrade.Good, observation, "");

    /// <summary>A finding that deserves a look.</summary>
    public static DoctorFinding Warning(string check, string observation, string remedy) =>
        new(check, DoctorGrade.Warning, observation, remedy);

    /// <summary>A finding that has to be mended.</summary>
    public static DoctorFinding Error(string check, string observation, string remedy) =>
        new(check, DoctorGrade.Error, observation, remedy);
}
