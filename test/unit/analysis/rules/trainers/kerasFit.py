"""Keras's fit, evaluate and predict pass `training` themselves."""

import keras
import tensorflow as tf
from keras import layers

base = keras.applications.ResNet50(include_top=False, pooling="avg", input_shape=(160, 160, 3))
base.trainable = False

inputs = keras.Input((160, 160, 3))
x = keras.applications.resnet50.preprocess_input(inputs)
x = base(x, training=False)
x = layers.Dense(256, use_bias=False)(x)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
x = layers.Dropout(0.3)(x)
model = keras.Model(inputs, layers.Dense(10, activation="softmax")(x))

model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train, validation_data=held_out, epochs=5)

base.trainable = True
for layer in base.layers[:-20]:
    layer.trainable = False
model.compile(keras.optimizers.Adam(1e-5), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train, validation_data=held_out, epochs=5)
model.evaluate(test)
print(model.predict(test))


class Custom(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(16, 3, use_bias=False)
        self.norm = layers.BatchNormalization()
        self.out = layers.Dense(10)

    def call(self, x, training=None):
        x = tf.nn.relu(self.norm(self.conv(x), training=training))
        return self.out(tf.reduce_mean(x, (1, 2)))

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(y=y, y_pred=self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}

    def test_step(self, data):
        x, y = data
        return {"loss": self.compute_loss(y=y, y_pred=self(x, training=False))}
