/**
 * JMH benchmarks of what it costs to reject invalid states: one class a question, all of it filed
 * by {@link org.potamos.benchmarks.validators.ValidatorCampaign}.
 */
@NullMarked
package org.potamos.benchmarks.validators;

import org.jspecify.annotations.NullMarked;
