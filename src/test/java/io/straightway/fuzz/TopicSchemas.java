package io.straightway.fuzz;

import io.straightway.event.SchemaIds;
import io.straightway.schema.AblationJob;
import io.straightway.schema.EvaluationJob;
import io.straightway.schema.GenerationJob;
import io.straightway.schema.JobEvent;
import io.straightway.schema.JobStatus;
import io.straightway.schema.Signal;
import io.straightway.schema.TrainingJob;
import io.straightway.schema.UnitReport;
import io.straightway.schema.WorkUnit;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** A registry that knows the contract's schemas, numbered like the topics of {@link Target#WIRE}. */
final class TopicSchemas implements SchemaIds {
    private static final List<Schema> SCHEMAS = List.of(GenerationJob.getClassSchema(), TrainingJob.getClassSchema(), EvaluationJob.getClassSchema(),
            Signal.getClassSchema(), JobEvent.getClassSchema(), JobStatus.getClassSchema(), WorkUnit.getClassSchema(), UnitReport.getClassSchema(),
            AblationJob.getClassSchema());

    @Override
    public int id(String subject, String schema) {
        return SCHEMAS.stream().map(Schema::getFullName).toList().indexOf(new Schema.Parser().parse(schema).getFullName());
    }

    @Override
    public Optional<String> schema(int id) {
        return id >= 0 && id < SCHEMAS.size() ? Optional.of(SCHEMAS.get(id).toString()) : Optional.empty();
    }
}
